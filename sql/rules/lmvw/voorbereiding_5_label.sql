-- LMVW-5d: what the provincie labelled, and where that last lay, to know it again under another GlobalID.

create temporary table pg_temp.label on commit drop as
select
    register.label_sleutel(bron_plan_id) as sleutel,
    label
from register.label_actueel
where gemeente_code = (select levering.bronhouder_code from pg_temp.levering);
analyze pg_temp.label;

-- A plan that is still there lies where it lies now; of another, all earlier deliveries are looked through, so that nothing is gained by
-- leaving it out once. Most deliveries miss none, and then nothing is unfolded.
create temporary table pg_temp.strijdig on commit drop as
with hier as (
    select
        register.label_sleutel(plan.globalid) as sleutel,
        plan.naam_sleutel,
        plan.vlak
    from pg_temp.plan
    where exists (select from pg_temp.label)
),

weg as (
    select label.sleutel
    from pg_temp.label
    where
        label.label = 'strijdig_5d'
        and not exists (
            select from hier
            where hier.sleutel = label.sleutel
        )
),

eerder as (
    select
        levering.levering_id,
        levering.peildatum,
        levering.aggregeren_door_provincie
    from register.levering
    inner join pg_temp.levering as deze on levering.bronhouder_code = deze.bronhouder_code
    where
        levering.regime = 'lmvw'
        and levering.status in ('geaccepteerd', 'vervangen')
        and levering.levering_id <> deze.levering_id
        and exists (select from weg)
),

geland as materialized (
    select
        plan.levering_id,
        plan.globalid,
        register.label_sleutel(plan.globalid) as sleutel,
        plan.plannaam,
        plan.geometrie
    from landing.lmvw_plan as plan
    where plan.levering_id = any(array(select eerder.levering_id from eerder))
),

laatst as (
    select distinct on (geland.sleutel)
        geland.sleutel,
        -- LMVW-8: what was kept from beheer is not named in a delivery of which it reads the findings.
        case when not eerder.aggregeren_door_provincie then left(geland.globalid, 64) end as globalid,
        nullif(trim(regexp_replace(lower(geland.plannaam), '[^[:alnum:]]+', ' ', 'g')), '') as naam_sleutel,
        case
            when
                geometrytype(geland.geometrie) in ('POLYGON', 'MULTIPOLYGON') and st_npoints(geland.geometrie) between 4 and 20000
                and st_srid(geland.geometrie) = 28992 and st_isvalid(geland.geometrie)
                then st_force2d(geland.geometrie)
        end as vlak
    from geland
    inner join weg on geland.sleutel = weg.sleutel
    inner join eerder on geland.levering_id = eerder.levering_id
    order by geland.sleutel asc, eerder.peildatum desc, geland.levering_id desc
)

select
    laatst.*,
    true as weg
from laatst
union all
select
    hier.sleutel,
    null as globalid,
    hier.naam_sleutel,
    hier.vlak,
    false as weg
from hier
inner join pg_temp.label on hier.sleutel = label.sleutel
where label.label = 'strijdig_5d';
analyze pg_temp.strijdig
