-- regel: LMVW-11a_geometrie_buiten_gemeente
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een plan ligt in de eigen gemeente
-- The boundary is generalised, so 100 m beyond it counts as inside, and a tenth of the area may lie further out.
-- The case keeps the overlay away from geometry that would make it fail; an area beyond all numbers gives NaN.
with gemeente as materialized (
    select st_buffer(gemeente.grens, 100) as grens
    from register.levering
    inner join referentie.gemeente on levering.bronhouder_code = gemeente.gemeente_code
    where levering.levering_id = %(levering_id)s
),

plan as (
    select
        plan.rij,
        case
            when
                geometrytype(plan.geometrie) not in ('POLYGON', 'MULTIPOLYGON') or st_isempty(plan.geometrie)
                or st_srid(plan.geometrie) <> 28992 or not st_isvalid(plan.geometrie) then null
            when st_covers(gemeente.grens, plan.geometrie) then 0
            else st_area(st_difference(plan.geometrie, gemeente.grens)) / st_area(plan.geometrie)
        end as deel_buiten
    from landing.lmvw_planregistratie_veld as plan
    cross join gemeente
    where plan.levering_id = %(levering_id)s
)

select
    rij,
    'geometrie' as kolom,
    null as waarde,
    format('%%s procent van het vlak ligt buiten de gemeente. Controleer de ligging.', least(round(100 * deel_buiten), 100)) as melding
from plan
where deel_buiten > 0.1
