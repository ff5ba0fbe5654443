-- What a delivery is compared with: the one before it, what is declared beside it, and its own neighbours.

-- LMVW-4d: what stood in the delivery that counts now, to tell the gemeente what changed.
create temporary table pg_temp.vorige on commit drop as
select
    geland.rij,
    nullif(left(lower(trim(both '{} ' from geland.globalid)), 200), '') as sleutel,
    geland.plannaam,
    landing.geheel(geland.totaal_bouw) as bouw,
    planstatus.hard_zacht,
    lower(coalesce(geland.projectfase, '')) in ('vervallen', 'afgebroken') as vervallen,
    coalesce(niveau.vertrouwelijk = 'nee' or (niveau.vertrouwelijk = 'bij_zacht' and planstatus.hard_zacht = 'hard'), false) as openbaar,
    case
        when
            geometrytype(geland.geometrie) in ('POLYGON', 'MULTIPOLYGON') and st_npoints(geland.geometrie) between 4 and 20000
            and st_srid(geland.geometrie) = 28992 and st_isvalid(geland.geometrie)
            then st_force2d(geland.geometrie)
    end as vlak
from landing.lmvw_plan as geland
left join pg_temp.planstatus on geland.status_planologisch = planstatus.code
-- Each delivery in its own words: a gemeente may change to another format.
left join referentie.code_vertrouwelijkheid as niveau on geland.bron = niveau.bron and geland.vertrouwelijkheid = niveau.code
where geland.levering_id = (select levering.vorige_levering_id from pg_temp.levering);
create index on pg_temp.vorige (sleutel);
create index on pg_temp.vorige using gist (vlak);
analyze pg_temp.vorige;

-- What the gemeente declares beside the file.
create temporary table pg_temp.gecommuniceerd on commit drop as
select
    globalid,
    left(lower(trim(both '{} ' from globalid)), 200) as sleutel
from register.verklaring_gecommuniceerd
where levering_id = %(levering_id)s;
analyze pg_temp.gecommuniceerd;

create temporary table pg_temp.optelling on commit drop as
select
    globalid,
    left(lower(trim(both '{} ' from globalid)), 200) as sleutel,
    volgnummer,
    nullif(trim(regexp_replace(lower(naam), '[^[:alnum:]]+', ' ', 'g')), '') as naam_sleutel,
    bruto
from register.optelling_9
where levering_id = %(levering_id)s;
analyze pg_temp.optelling;

-- Pieces of at most 256 points: to lay a plan of 20,000 points over its neighbours costs what the places where they meet cost.
create temporary table pg_temp.stuk on commit drop as
with deel as (
    select
        rij,
        vlak
    from pg_temp.plan
    where rij = zelfde_vlak and punten <= 256
    union all
    select
        rij,
        st_subdivide(vlak, 256) as vlak
    from pg_temp.plan
    where rij = zelfde_vlak and punten > 256
)

select
    rij,
    row_number() over () as nummer,
    vlak
from deel;
create index on pg_temp.stuk using gist (vlak);
analyze pg_temp.stuk;

-- Plans of this delivery that lie over each other. From every piece at most 25 others are looked at: a pair is found from both sides, so
-- a large plan over a hundred small ones is found from those, and a delivery in which all plans lie on one spot still ends.
-- Snapped to millimetres, because then the overlay never fails on what rounding does.
create temporary table pg_temp.overlap on commit drop as
with paar as (
    select distinct
        least(stuk.nummer, ander.nummer) as een,
        greatest(stuk.nummer, ander.nummer) as twee
    from pg_temp.stuk
    cross join
        lateral (
            select buur.nummer
            from pg_temp.stuk as buur
            where buur.vlak && stuk.vlak and buur.rij <> stuk.rij
            limit 25 -- noqa: AM09
        ) as ander
),

gemeten as (
    select
        least(een.rij, twee.rij) as rij,
        greatest(een.rij, twee.rij) as ander,
        sum(st_area(st_intersection(een.vlak, twee.vlak, 0.001))) as oppervlakte
    from paar
    inner join pg_temp.stuk as een on paar.een = een.nummer
    inner join pg_temp.stuk as twee on paar.twee = twee.nummer
    group by least(een.rij, twee.rij), greatest(een.rij, twee.rij)
)

select
    rij,
    ander,
    oppervlakte
from gemeten
where oppervlakte > 1
union all
select
    ander as rij,
    rij as ander,
    oppervlakte
from gemeten
where oppervlakte > 1;
create index on pg_temp.overlap (rij);
analyze pg_temp.overlap
