-- Year rows, cell by cell and per plan.

-- One look at every cell of a year row; the rows without a column stand for the year rows themselves.
create temporary table pg_temp.geleverd on commit drop as
select
    geland.rij,
    geland.globalid,
    geland.parent_globalid,
    geland.vertrouwelijkheid,
    geland.jaartal,
    geland.bouw_gerealiseerd,
    geland.sloop_gerealiseerd,
    cel.kolom,
    cel.waarde
from landing.lmvw_detailplanning_veld as geland
cross join
    lateral (
        values
        (null, null),
        ('meergezins_koop1', geland.meergezins_koop1), ('meergezins_koop2', geland.meergezins_koop2),
        ('meergezins_koop3', geland.meergezins_koop3), ('meergezins_koop4', geland.meergezins_koop4),
        ('meergezins_koop_onb', geland.meergezins_koop_onb), ('meergezins_huur1', geland.meergezins_huur1),
        ('meergezins_huur2', geland.meergezins_huur2), ('meergezins_huur3', geland.meergezins_huur3),
        ('meergezins_huur4', geland.meergezins_huur4), ('meergezins_huur_onb', geland.meergezins_huur_onb),
        ('meergezins_onbekend', geland.meergezins_onbekend), ('eengezins_koop1', geland.eengezins_koop1),
        ('eengezins_koop2', geland.eengezins_koop2), ('eengezins_koop3', geland.eengezins_koop3),
        ('eengezins_koop4', geland.eengezins_koop4), ('eengezins_koop_onb', geland.eengezins_koop_onb),
        ('eengezins_huur1', geland.eengezins_huur1), ('eengezins_huur2', geland.eengezins_huur2),
        ('eengezins_huur3', geland.eengezins_huur3), ('eengezins_huur4', geland.eengezins_huur4),
        ('eengezins_huur_onb', geland.eengezins_huur_onb), ('eengezins_onbekend', geland.eengezins_onbekend),
        ('onbekend_koop1', geland.onbekend_koop1), ('onbekend_koop2', geland.onbekend_koop2), ('onbekend_koop3', geland.onbekend_koop3),
        ('onbekend_koop4', geland.onbekend_koop4), ('onbekend_koop_onb', geland.onbekend_koop_onb),
        ('onbekend_huur1', geland.onbekend_huur1), ('onbekend_huur2', geland.onbekend_huur2), ('onbekend_huur3', geland.onbekend_huur3),
        ('onbekend_huur4', geland.onbekend_huur4), ('onbekend_huur_onb', geland.onbekend_huur_onb),
        ('onbekend_onbekend', geland.onbekend_onbekend), ('sloop_meergezins_koop1', geland.sloop_meergezins_koop1),
        ('sloop_meergezins_koop2', geland.sloop_meergezins_koop2), ('sloop_meergezins_koop3', geland.sloop_meergezins_koop3),
        ('sloop_meergezins_koop4', geland.sloop_meergezins_koop4), ('sloop_meergezins_koop_onb', geland.sloop_meergezins_koop_onb),
        ('sloop_meergezins_huur1', geland.sloop_meergezins_huur1), ('sloop_meergezins_huur2', geland.sloop_meergezins_huur2),
        ('sloop_meergezins_huur3', geland.sloop_meergezins_huur3), ('sloop_meergezins_huur4', geland.sloop_meergezins_huur4),
        ('sloop_meergezins_huur_onb', geland.sloop_meergezins_huur_onb), ('sloop_meergezins_onbekend', geland.sloop_meergezins_onbekend),
        ('sloop_eengezins_koop1', geland.sloop_eengezins_koop1), ('sloop_eengezins_koop2', geland.sloop_eengezins_koop2),
        ('sloop_eengezins_koop3', geland.sloop_eengezins_koop3), ('sloop_eengezins_koop4', geland.sloop_eengezins_koop4),
        ('sloop_eengezins_koop_onb', geland.sloop_eengezins_koop_onb), ('sloop_eengezins_huur1', geland.sloop_eengezins_huur1),
        ('sloop_eengezins_huur2', geland.sloop_eengezins_huur2), ('sloop_eengezins_huur3', geland.sloop_eengezins_huur3),
        ('sloop_eengezins_huur4', geland.sloop_eengezins_huur4), ('sloop_eengezins_huur_onb', geland.sloop_eengezins_huur_onb),
        ('sloop_eengezins_onbekend', geland.sloop_eengezins_onbekend), ('sloop_onbekend_koop1', geland.sloop_onbekend_koop1),
        ('sloop_onbekend_koop2', geland.sloop_onbekend_koop2), ('sloop_onbekend_koop3', geland.sloop_onbekend_koop3),
        ('sloop_onbekend_koop4', geland.sloop_onbekend_koop4), ('sloop_onbekend_koop_onb', geland.sloop_onbekend_koop_onb),
        ('sloop_onbekend_huur1', geland.sloop_onbekend_huur1), ('sloop_onbekend_huur2', geland.sloop_onbekend_huur2),
        ('sloop_onbekend_huur3', geland.sloop_onbekend_huur3), ('sloop_onbekend_huur4', geland.sloop_onbekend_huur4),
        ('sloop_onbekend_huur_onb', geland.sloop_onbekend_huur_onb), ('sloop_onbekend_onbekend', geland.sloop_onbekend_onbekend)
    ) as cel (kolom, waarde)
where geland.levering_id = %(levering_id)s and (cel.kolom is null or (cel.waarde <> '0' and cel.waarde <> ''));

create temporary table pg_temp.cel on commit drop as
select
    rij,
    kolom,
    waarde,
    landing.geheel(waarde) as aantal,
    starts_with(kolom, 'sloop_') as is_sloop
from pg_temp.geleverd
where trim(waarde) <> '';
create index on pg_temp.cel (rij);
analyze pg_temp.cel;

create temporary table pg_temp.detail on commit drop as
with som as (
    select
        rij,
        sum(aantal) filter (where not is_sloop) as bouw,
        sum(aantal) filter (where is_sloop) as sloop
    from pg_temp.cel
    group by rij
)

select
    geleverd.rij,
    geleverd.globalid,
    geleverd.parent_globalid,
    nullif(left(lower(trim(both '{} ' from geleverd.parent_globalid)), 200), '') as sleutel,
    geleverd.vertrouwelijkheid,
    geleverd.jaartal,
    coalesce(extract(year from landing.datum(geleverd.jaartal))::integer, landing.geheel(geleverd.jaartal)) as jaar,
    geleverd.bouw_gerealiseerd,
    geleverd.sloop_gerealiseerd,
    coalesce(som.bouw, 0) as bouw,
    coalesce(som.sloop, 0) as sloop
from pg_temp.geleverd
left join som on geleverd.rij = som.rij
where geleverd.kolom is null;
create index on pg_temp.detail (sleutel);
analyze pg_temp.detail;

-- What every format says of years: year rows, and the rows of those that count by block or category.
create temporary table pg_temp.jaar on commit drop as
select
    sleutel,
    bouw,
    sloop
from pg_temp.detail
union all
select
    nullif(left(lower(trim(both '{} ' from globalid)), 200), '') as sleutel,
    coalesce(landing.geheel(bouw), 0) as bouw,
    coalesce(landing.geheel(sloop), 0) as sloop
from landing.lmvw_jaar
where
    levering_id = %(levering_id)s
    and laag <> 'DetailPlanning'
    and (select levering.bron <> 'basisset' from pg_temp.levering);
create index on pg_temp.jaar (sleutel);
analyze pg_temp.jaar
