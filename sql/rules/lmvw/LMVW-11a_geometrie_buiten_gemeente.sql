-- regel: LMVW-11a_geometrie_buiten_gemeente
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een plan ligt in de eigen gemeente
-- The boundary is generalised, so 100 m beyond it counts as inside, and a tenth of the area may lie further out.
with gemeente as materialized (
    select st_buffer(gemeente.grens, 100) as grens
    from pg_temp.levering
    inner join referentie.gemeente on levering.bronhouder_code = gemeente.gemeente_code
),

vlak as materialized (
    select
        plan.zelfde_vlak,
        case
            when st_covers(gemeente.grens, plan.vlak) then 0
            else st_area(st_difference(plan.vlak, gemeente.grens)) / st_area(plan.vlak)
        end as deel_buiten
    from pg_temp.plan
    cross join gemeente
    where plan.rij = plan.zelfde_vlak and st_area(plan.vlak) > 0
)

select
    plan.rij,
    'geometrie' as kolom,
    null as waarde,
    format('%%s procent van het vlak ligt buiten de gemeente. Controleer de ligging.', round(100 * vlak.deel_buiten)) as melding
from pg_temp.plan
inner join vlak on plan.zelfde_vlak = vlak.zelfde_vlak
where vlak.deel_buiten > 0.1
