-- regel: LMVW-6a_vertrouwelijke_woorden
-- ernst: info
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Een openbaar plan zegt niet dat het vertrouwelijk is
select
    plan.rij,
    tekst.kolom,
    tekst.waarde,
    'Deze tekst lijkt vertrouwelijk, maar het plan is openbaar. Controleer de vertrouwelijkheid voordat het plan wordt gepubliceerd.'
        as melding
from pg_temp.plan
cross join
    lateral (
        values
        ('plannaam', plan.plannaam),
        ('opdrachtgever_naam', plan.opdrachtgever_naam),
        ('masterplan', plan.masterplan),
        ('bestemmingsplan', plan.bestemmingsplan),
        ('opmerkingen_basis', plan.opmerkingen_basis),
        ('opmerkingen_status', plan.opmerkingen_status),
        ('opmerkingen_kwalitatief', plan.opmerkingen_kwalitatief),
        ('toelichting_knelpunten', plan.toelichting_knelpunten)
    ) as tekst (kolom, waarde)
where
    not plan.vertrouwelijk
    and tekst.waarde ~* '(vertrouwelijk|geheim|embargo|niet (voor )?openba|nog niet (gecommuniceerd|bekend)|niet delen|intern gebruik)'
    and tekst.waarde !~* '(niet|geen) (meer )?(vertrouwelijk|geheim)'
