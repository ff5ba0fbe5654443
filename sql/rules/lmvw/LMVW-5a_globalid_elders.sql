-- regel: LMVW-5a_globalid_elders
-- ernst: waarschuwing
-- artikel: 5.a
-- laag: Planregistratie
-- titel: Een GlobalID is niet van een andere gemeente
-- After a herindeling or when a plan lies on a boundary. The layers keep them apart: a plan is known by gemeente and GlobalID.
-- One look in the index for every plan, in the words of its key.
with elders as materialized (
    select
        actueel.levering_id,
        actueel.bronhouder_code
    from pg_temp.levering
    inner join register.levering_actueel as actueel on actueel.regime = 'lmvw' and levering.bronhouder_code <> actueel.bronhouder_code
)

select
    plan.rij,
    'globalid' as kolom,
    plan.globalid as waarde,
    format(
        'De gemeente %%s levert een plan met hetzelfde GlobalID. Ga na van wie het plan is: het telt nu twee keer.',
        coalesce(gemeente.gemeente_naam, ander.bronhouder_code)
    ) as melding
from pg_temp.plan
cross join
    lateral (
        select min(elders.bronhouder_code) as bronhouder_code
        from landing.lmvw_planregistratie as geland
        inner join elders on geland.levering_id = elders.levering_id
        where left(lower(trim(both '{} ' from geland.waarden ->> 'globalid')), 64) = plan.sleutel
    ) as ander
left join referentie.gemeente on ander.bronhouder_code = gemeente.gemeente_code
where plan.eigen_sleutel and ander.bronhouder_code is not null
