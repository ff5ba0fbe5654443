-- regel: LMVW-11a_persoonsgegevens
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Teksten bevatten geen gegevens van personen
-- The protocol is silent on personal data (AVG), and what is public goes out unabridged (LMVW-5c), so the gemeente must leave it out.
-- What was found is not copied into the finding.
select
    plan.rij,
    tekst.kolom,
    case when tekst.waarde ~* '[a-z0-9_-]@[a-z0-9-]+([.][a-z0-9-]+)*[.][a-z]{2,}' then 'e-mailadres' else 'telefoonnummer' end as waarde,
    'In deze tekst staat een e-mailadres of telefoonnummer. Verwijder het: een openbaar plan is voor iedereen te lezen.' as melding
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
    tekst.waarde ~* '[a-z0-9_-]@[a-z0-9-]+([.][a-z0-9-]+)*[.][a-z]{2,}'
    or tekst.waarde ~ '(^|[^0-9.+/-])([+]31|0031|0)[ -]?([(]0[)])?[1-9]([ -]?[0-9]){8}($|[^0-9])'
