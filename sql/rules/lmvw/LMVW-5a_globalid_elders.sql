-- regel: LMVW-5a_globalid_elders
-- ernst: waarschuwing
-- artikel: 5.a
-- laag: Planregistratie
-- titel: Een GlobalID is niet van een andere gemeente
-- After a herindeling or when a plan lies on a boundary. The layers keep them apart: a plan is known by gemeente and GlobalID.
with elders as (
    select distinct
        lower(trim(both '{} ' from ander.globalid)) as sleutel,
        actueel.bronhouder_code
    from pg_temp.levering
    inner join register.levering_actueel as actueel on actueel.regime = 'lmvw' and levering.bronhouder_code <> actueel.bronhouder_code
    inner join landing.lmvw_planregistratie_veld as ander on actueel.levering_id = ander.levering_id
)

select
    plan.rij,
    'globalid' as kolom,
    plan.globalid as waarde,
    format(
        'De gemeente %%s levert een plan met hetzelfde GlobalID. Ga na van wie het plan is: het telt nu twee keer.',
        min(coalesce(gemeente.gemeente_naam, elders.bronhouder_code))
    ) as melding
from pg_temp.plan
inner join elders on plan.sleutel = elders.sleutel
left join referentie.gemeente on elders.bronhouder_code = gemeente.gemeente_code
group by plan.rij, plan.globalid
