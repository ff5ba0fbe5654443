-- One delivery, unfolded once: temporary tables that the rules read and that go with the transaction. Landed JSON is parsed here only,
-- and every table is analysed, so the rules are planned on what is there. No relation of the warehouse can be meant by pg_temp.

create temporary table pg_temp.levering on commit drop as
select
    levering.levering_id,
    levering.bronhouder_code,
    levering.provincie_code,
    levering.contract,
    bron.bron,
    levering.peildatum,
    levering.ontvangen_op,
    extract(year from levering.peildatum)::integer as peiljaar,
    vorige.levering_id as vorige_levering_id,
    vorige.peildatum as vorige_peildatum
from register.levering
inner join landing.lmvw_levering_bron as bron on levering.levering_id = bron.levering_id
left join
    lateral (
        select
            eerder.levering_id,
            eerder.peildatum
        from register.levering as eerder
        where
            eerder.regime = levering.regime
            and eerder.bronhouder_code = levering.bronhouder_code
            and eerder.status = 'geaccepteerd'
            and eerder.peildatum <= levering.peildatum
            and eerder.levering_id <> levering.levering_id
        order by eerder.peildatum desc
        limit 1
    ) as vorige
    on true
where levering.levering_id = %(levering_id)s;

-- LMVW-11b: the codes of the basisset in force on the peildatum.
create temporary table pg_temp.planstatus on commit drop as
select
    status.code,
    status.hard_zacht
from referentie.code_status_planologisch as status
where
    status.geldig_van = (
        select max(versie.geldig_van)
        from referentie.code_status_planologisch as versie
        inner join pg_temp.levering on versie.geldig_van <= levering.peildatum
    );
analyze pg_temp.planstatus;

-- LMVW-6a: which words of this source say that a plan is confidential.
create temporary table pg_temp.niveau on commit drop as
select
    niveau.code,
    niveau.vertrouwelijk
from referentie.code_vertrouwelijkheid as niveau
inner join pg_temp.levering on niveau.bron = levering.bron;
analyze pg_temp.niveau;

-- Plans of every format in words of the basisset; opleverjaren as delivered, because findings name what the gemeente wrote.
-- `vlak` is what can be measured: a valid polygon in RD New, flat, with at most 20,000 points. What it is not, geometrie_* rules say.
-- `zelfde_vlak` is one row for all with the same polygon, so that a thousand copies of one cost the spatial rules no more than one.
-- Rows stay in one piece: a key in a side table would make every comparison a lookup.
-- `eigen_sleutel` tells a GlobalID of the source from a key made of the name (LMVW-5b). Longer ones than 64 characters are refused, names
-- have up to 150; what is longer still would fit no index.
create temporary table pg_temp.plan with (toast_tuple_target = 8160) on commit drop as
with veld as materialized (
    select
        plan.*,
        coalesce(
            jsonb_path_query_first(plan.afleiding, '$[*] ? (@.veld == "oplevering_eerste").geleverd') #>> '{}', plan.oplevering_eerste
        ) as eerste_geleverd,
        coalesce(
            jsonb_path_query_first(plan.afleiding, '$[*] ? (@.veld == "oplevering_laatste").geleverd') #>> '{}', plan.oplevering_laatste
        ) as laatste_geleverd,
        nullif(left(lower(trim(both '{} ' from plan.globalid)), 200), '') as sleutel,
        not jsonb_path_exists(plan.afleiding, '$[*] ? (@.veld == "globalid")') as eigen_sleutel,
        nullif(trim(regexp_replace(lower(plan.plannaam), '[^[:alnum:]]+', ' ', 'g')), '') as naam_sleutel,
        landing.geheel(plan.totaal_bouw) as bouw,
        landing.geheel(plan.totaal_sloop) as sloop,
        landing.geheel(plan.totaal_netto) as netto,
        landing.geheel(plan.oplevering_eerste) as eerste_jaar,
        landing.geheel(plan.oplevering_laatste) as laatste_jaar,
        lower(coalesce(plan.projectfase, '')) in ('vervallen', 'afgebroken') as vervallen,
        geometrytype(plan.geometrie) as vorm,
        st_npoints(plan.geometrie) as punten,
        st_srid(plan.geometrie) as srid,
        st_zmflag(plan.geometrie) as zm,
        plan.geometrie is null or st_isempty(plan.geometrie) as leeg,
        st_xmin(plan.geometrie) >= -7000 and st_xmax(plan.geometrie) <= 300000
        and st_ymin(plan.geometrie) >= 289000 and st_ymax(plan.geometrie) <= 629000 as in_bereik,
        case
            when geometrytype(plan.geometrie) in ('POLYGON', 'MULTIPOLYGON') then (st_isvaliddetail(plan.geometrie)).reason
        end as fout
    from landing.lmvw_plan as plan
    where plan.levering_id = %(levering_id)s
),

meetbaar as (
    select
        veld.*,
        case
            when
                veld.vorm in ('POLYGON', 'MULTIPOLYGON')
                and veld.srid = 28992
                and veld.in_bereik
                and veld.fout is null
                and veld.punten between 4 and 20000
                then st_force2d(veld.geometrie)
        end as vlak
    from veld
)

select
    meetbaar.*,
    planstatus.hard_zacht,
    case niveau.vertrouwelijk
        when 'ja' then true
        when 'nee' then false
        when 'bij_zacht' then coalesce(planstatus.hard_zacht, '') <> 'hard'
    end as vertrouwelijk,
    case
        when meetbaar.vlak is not null
            then first_value(meetbaar.rij) over (
                partition by md5(st_asewkb(st_normalize(meetbaar.vlak))) order by meetbaar.vervallen, meetbaar.rij
            )
    end as zelfde_vlak
from meetbaar
left join pg_temp.planstatus on meetbaar.status_planologisch = planstatus.code
left join pg_temp.niveau on meetbaar.vertrouwelijkheid = niveau.code;
create index on pg_temp.plan (sleutel);
create index on pg_temp.plan (rij);
analyze pg_temp.plan (rij, sleutel, naam_sleutel, zelfde_vlak, vervallen, vertrouwelijk, hard_zacht)
