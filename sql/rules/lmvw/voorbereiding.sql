-- One delivery, unfolded once: temporary tables that the rules read and that go with the transaction. Landed JSON is parsed here only,
-- and every table is analysed, so the rules are planned on what is there. No relation of the warehouse can be meant by pg_temp.

create temporary table pg_temp.levering on commit drop as
select
    levering.levering_id,
    levering.bronhouder_code,
    levering.provincie_code,
    levering.contract,
    levering.peildatum,
    levering.ontvangen_op,
    extract(year from levering.peildatum)::integer as peiljaar,
    vorige.levering_id as vorige_levering_id,
    vorige.peildatum as vorige_peildatum
from register.levering
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
    code,
    vertrouwelijk
from referentie.code_vertrouwelijkheid
where bron = 'basisset';
analyze pg_temp.niveau;

-- `vlak` is what can be measured: a valid polygon in RD New, flat, with at most 20,000 points. What it is not, geometrie_* rules say.
-- `zelfde_vlak` is one row for all with the same polygon, so that a thousand copies of one cost the spatial rules no more than one.
-- Rows stay in one piece: a key in a side table would make every comparison a lookup.
-- A longer GlobalID than 64 characters is refused (LMVW-5b_globalid_lengte) and would fit no index.
create temporary table pg_temp.plan with (toast_tuple_target = 8160) on commit drop as
with veld as materialized (
    select
        geland.rij,
        geland.geometrie,
        geland.globalid,
        geland.plannaam,
        geland.provincie,
        geland.regio,
        geland.gemeente,
        geland.woonplaats,
        geland.vertrouwelijkheid,
        geland.opdrachtgever_type,
        geland.opdrachtgever_naam,
        geland.oplevering_eerste,
        geland.oplevering_laatste,
        geland.opmerkingen_basis,
        geland.opmerkingen_status,
        geland.opmerkingen_kwalitatief,
        geland.toelichting_knelpunten,
        geland.plantype,
        geland.masterplan,
        geland.bestemmingsplan,
        geland.zoekgebied,
        geland.projectfase,
        geland.status_planologisch,
        geland.beoogd_woonmilieu_abf5,
        geland.beoogd_woonmilieu_abf13,
        geland.knelpunten_meerkeuze,
        geland.verhuurder_type,
        geland.aantal_huurwoningen_corporatie,
        geland.aantal_tijdelijke_woningen,
        geland.aantal_nultreden_woningen,
        geland.aantal_geclusterde_woningen,
        geland.aantal_zorggeschikte_woningen,
        geland.totaal_bouw,
        geland.totaal_bouw_gerealiseerd,
        geland.totaal_bouw_resterend,
        geland.totaal_sloop,
        geland.totaal_sloop_gerealiseerd,
        geland.totaal_sloop_resterend,
        geland.totaal_netto,
        geland.totaal_netto_gerealiseerd,
        geland.totaal_netto_resterend,
        geland.totaal_eengezins_resterend,
        geland.totaal_meergezins_resterend,
        geland.totaal_type_onbekend_resterend,
        geland.totaal_koop_resterend,
        geland.totaal_huur_resterend,
        geland.totaal_koop_huur_onbekend_resterend,
        geland.totaal_koop1,
        geland.totaal_koop2,
        geland.totaal_koop3,
        geland.totaal_koop4,
        geland.totaal_koop_onbekend,
        geland.totaal_huur1,
        geland.totaal_huur2,
        geland.totaal_huur3,
        geland.totaal_huur4,
        geland.totaal_huur_onbekend,
        geland.totaal_eigendom_onbekend,
        geland.aantal_middenhuur_corporatie,
        geland.onzelfstandige_wooneenheden,
        geland.energieconcept,
        geland.tapwatervoorziening,
        geland.realisatiekans,
        geland.aandachtsgroepen,
        geland.sleutelproject,
        nullif(left(lower(trim(both '{} ' from geland.globalid)), 64), '') as sleutel,
        nullif(trim(regexp_replace(lower(geland.plannaam), '[^[:alnum:]]+', ' ', 'g')), '') as naam_sleutel,
        landing.geheel(geland.totaal_bouw) as bouw,
        landing.geheel(geland.totaal_sloop) as sloop,
        landing.geheel(geland.totaal_netto) as netto,
        coalesce(extract(year from landing.datum(geland.oplevering_eerste))::integer, landing.geheel(geland.oplevering_eerste))
            as eerste_jaar,
        coalesce(extract(year from landing.datum(geland.oplevering_laatste))::integer, landing.geheel(geland.oplevering_laatste))
            as laatste_jaar,
        lower(coalesce(geland.projectfase, '')) in ('vervallen', 'afgebroken') as vervallen,
        geometrytype(geland.geometrie) as vorm,
        st_npoints(geland.geometrie) as punten,
        st_srid(geland.geometrie) as srid,
        st_zmflag(geland.geometrie) as zm,
        geland.geometrie is null or st_isempty(geland.geometrie) as leeg,
        st_xmin(geland.geometrie) >= -7000 and st_xmax(geland.geometrie) <= 300000
        and st_ymin(geland.geometrie) >= 289000 and st_ymax(geland.geometrie) <= 629000 as in_bereik,
        case
            when geometrytype(geland.geometrie) in ('POLYGON', 'MULTIPOLYGON') then (st_isvaliddetail(geland.geometrie)).reason
        end as fout
    from landing.lmvw_planregistratie_veld as geland
    where geland.levering_id = %(levering_id)s
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
    meetbaar.rij,
    meetbaar.globalid,
    meetbaar.plannaam,
    meetbaar.provincie,
    meetbaar.regio,
    meetbaar.gemeente,
    meetbaar.woonplaats,
    meetbaar.vertrouwelijkheid,
    meetbaar.opdrachtgever_type,
    meetbaar.opdrachtgever_naam,
    meetbaar.oplevering_eerste,
    meetbaar.oplevering_laatste,
    meetbaar.opmerkingen_basis,
    meetbaar.opmerkingen_status,
    meetbaar.opmerkingen_kwalitatief,
    meetbaar.toelichting_knelpunten,
    meetbaar.plantype,
    meetbaar.masterplan,
    meetbaar.bestemmingsplan,
    meetbaar.zoekgebied,
    meetbaar.projectfase,
    meetbaar.status_planologisch,
    meetbaar.beoogd_woonmilieu_abf5,
    meetbaar.beoogd_woonmilieu_abf13,
    meetbaar.knelpunten_meerkeuze,
    meetbaar.verhuurder_type,
    meetbaar.aantal_huurwoningen_corporatie,
    meetbaar.aantal_tijdelijke_woningen,
    meetbaar.aantal_nultreden_woningen,
    meetbaar.aantal_geclusterde_woningen,
    meetbaar.aantal_zorggeschikte_woningen,
    meetbaar.totaal_bouw,
    meetbaar.totaal_bouw_gerealiseerd,
    meetbaar.totaal_bouw_resterend,
    meetbaar.totaal_sloop,
    meetbaar.totaal_sloop_gerealiseerd,
    meetbaar.totaal_sloop_resterend,
    meetbaar.totaal_netto,
    meetbaar.totaal_netto_gerealiseerd,
    meetbaar.totaal_netto_resterend,
    meetbaar.totaal_eengezins_resterend,
    meetbaar.totaal_meergezins_resterend,
    meetbaar.totaal_type_onbekend_resterend,
    meetbaar.totaal_koop_resterend,
    meetbaar.totaal_huur_resterend,
    meetbaar.totaal_koop_huur_onbekend_resterend,
    meetbaar.totaal_koop1,
    meetbaar.totaal_koop2,
    meetbaar.totaal_koop3,
    meetbaar.totaal_koop4,
    meetbaar.totaal_koop_onbekend,
    meetbaar.totaal_huur1,
    meetbaar.totaal_huur2,
    meetbaar.totaal_huur3,
    meetbaar.totaal_huur4,
    meetbaar.totaal_huur_onbekend,
    meetbaar.totaal_eigendom_onbekend,
    meetbaar.aantal_middenhuur_corporatie,
    meetbaar.onzelfstandige_wooneenheden,
    meetbaar.energieconcept,
    meetbaar.tapwatervoorziening,
    meetbaar.realisatiekans,
    meetbaar.aandachtsgroepen,
    meetbaar.sleutelproject,
    meetbaar.sleutel,
    meetbaar.naam_sleutel,
    meetbaar.bouw,
    meetbaar.sloop,
    meetbaar.netto,
    meetbaar.eerste_jaar,
    meetbaar.laatste_jaar,
    meetbaar.vervallen,
    meetbaar.vorm,
    meetbaar.punten,
    meetbaar.srid,
    meetbaar.zm,
    meetbaar.leeg,
    meetbaar.in_bereik,
    meetbaar.fout,
    meetbaar.vlak,
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
analyze pg_temp.plan (rij, sleutel, naam_sleutel, zelfde_vlak, vervallen, vertrouwelijk, hard_zacht);

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
    nullif(left(lower(trim(both '{} ' from geleverd.parent_globalid)), 64), '') as sleutel,
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

-- LMVW-4d: what stood in the delivery that counts now, to tell the gemeente what changed.
create temporary table pg_temp.vorige on commit drop as
select
    geland.rij,
    nullif(left(lower(trim(both '{} ' from geland.globalid)), 64), '') as sleutel,
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
from pg_temp.levering
inner join landing.lmvw_planregistratie_veld as geland on levering.vorige_levering_id = geland.levering_id
left join pg_temp.planstatus on geland.status_planologisch = planstatus.code
left join pg_temp.niveau on geland.vertrouwelijkheid = niveau.code;
create index on pg_temp.vorige (sleutel);
create index on pg_temp.vorige using gist (vlak);
analyze pg_temp.vorige;

-- What the gemeente declares beside the file.
create temporary table pg_temp.gecommuniceerd on commit drop as
select
    globalid,
    left(lower(trim(both '{} ' from globalid)), 64) as sleutel
from register.verklaring_gecommuniceerd
where levering_id = %(levering_id)s;
analyze pg_temp.gecommuniceerd;

create temporary table pg_temp.optelling on commit drop as
select
    globalid,
    left(lower(trim(both '{} ' from globalid)), 64) as sleutel,
    naam,
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
