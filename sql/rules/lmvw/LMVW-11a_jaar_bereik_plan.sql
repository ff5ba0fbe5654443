-- regel: LMVW-11a_jaar_bereik_plan
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Opleverjaren van een plan zijn aannemelijk
select
    plan.rij,
    jaar.kolom,
    jaar.waarde,
    'Dit jaar ligt meer dan 30 jaar voor of meer dan 50 jaar na de peildatum. Controleer het jaar.' as melding
from pg_temp.plan
cross join pg_temp.levering
cross join
    lateral (
        values
        ('oplevering_eerste', plan.eerste_geleverd, plan.eerste_jaar),
        ('oplevering_laatste', plan.laatste_geleverd, plan.laatste_jaar)
    ) as jaar (kolom, waarde, jaar)
where jaar.jaar between 1900 and 2199 and jaar.jaar not between levering.peiljaar - 30 and levering.peiljaar + 50
