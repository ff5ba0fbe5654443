-- regel: LMVW-6d_nieuw_op_vervallen
-- ernst: info
-- artikel: 6.d
-- laag: Planregistratie
-- titel: Een nieuw plan op de plaats van een vervallen plan is herkend
-- A hint that names the vervallen plan: they are linked, never merged.
with oud as (
    select
        zelfde_vlak,
        min(plannaam) as plannaam,
        max(st_area(vlak)) as omvang
    from pg_temp.plan
    where vervallen and vlak is not null
    group by zelfde_vlak
),

gevonden as (
    select
        plan.rij,
        oud.plannaam,
        overlap.oppervlakte
    from pg_temp.plan
    inner join pg_temp.overlap on plan.zelfde_vlak = overlap.rij
    inner join oud on overlap.ander = oud.zelfde_vlak
    where overlap.oppervlakte > 0.5 * least(st_area(plan.vlak), oud.omvang)
    union all
    select
        plan.rij,
        oud.plannaam,
        oud.omvang as oppervlakte
    from pg_temp.plan
    inner join oud on plan.zelfde_vlak = oud.zelfde_vlak
    union all
    select
        plan.rij,
        eerder.plannaam,
        eerder.oppervlakte
    from pg_temp.plan
    inner join pg_temp.plan as vorm on plan.zelfde_vlak = vorm.rij
    cross join
        lateral (
            select
                buur.plannaam,
                buur.sleutel,
                st_area(buur.vlak) as omvang,
                st_area(st_intersection(buur.vlak, vorm.vlak, 0.001)) as oppervlakte
            from (
                select
                    vorige.plannaam,
                    vorige.sleutel,
                    vorige.vlak
                from pg_temp.vorige
                where vorige.vervallen and vorige.vlak && vorm.vlak
                limit 10 -- noqa: AM09
            ) as buur
        ) as eerder
    where eerder.sleutel is distinct from plan.sleutel and eerder.oppervlakte > 0.5 * least(st_area(vorm.vlak), eerder.omvang)
)

select
    plan.rij,
    'geometrie' as kolom,
    (array_agg(gevonden.plannaam order by gevonden.oppervlakte desc))[1] as waarde,
    'Op deze plaats lag een plan dat is vervallen. Dit telt als een nieuw plan, dat vertrouwelijk mag zijn zolang het zacht is.' as melding
from gevonden
inner join pg_temp.plan on gevonden.rij = plan.rij
where
    not plan.vervallen and not exists (
        select from pg_temp.vorige
        where vorige.sleutel = plan.sleutel and not vorige.vervallen
    )
group by plan.rij
