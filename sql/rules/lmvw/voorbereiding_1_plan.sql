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

-- LMVW-3: other spellings of this source that mean a code of the basisset.
create temporary table pg_temp.vertaling on commit drop as
select
    vertaling.veld,
    vertaling.broncode,
    vertaling.code
from referentie.code_vertaling as vertaling
inner join pg_temp.levering on vertaling.bron = levering.bron
where
    levering.peildatum >= vertaling.geldig_van
    and (vertaling.geldig_tot is null or levering.peildatum < vertaling.geldig_tot);
analyze pg_temp.vertaling;

-- Plans of every format in words of the basisset. Deliveries in those words need only their spelling translated, which takes a tenth of
-- the time of the view for all formats.
-- `vlak` is what can be measured: a valid polygon in RD New, flat, with at most 20,000 points. What it is not, geometrie_* rules say.
-- `zelfde_vlak` is one row for all with the same polygon, so that a thousand copies of one cost the spatial rules no more than one.
-- Rows stay in one piece: a key in a side table would make every comparison a lookup.
-- A longer GlobalID than 64 characters is refused (LMVW-5b_globalid_lengte) and would fit no index.
create temporary table pg_temp.plan with (toast_tuple_target = 8160) on commit drop as
with geland as (
    select
        rij,
        geometrie,
        globalid,
        plannaam,
        provincie,
        regio,
        gemeente,
        woonplaats,
        vertrouwelijkheid,
        opdrachtgever_type,
        opdrachtgever_naam,
        oplevering_eerste,
        oplevering_laatste,
        opmerkingen_basis,
        opmerkingen_status,
        opmerkingen_kwalitatief,
        toelichting_knelpunten,
        plantype,
        masterplan,
        bestemmingsplan,
        zoekgebied,
        projectfase,
        status_planologisch,
        beoogd_woonmilieu_abf5,
        beoogd_woonmilieu_abf13,
        knelpunten_meerkeuze,
        verhuurder_type,
        aantal_huurwoningen_corporatie,
        aantal_tijdelijke_woningen,
        aantal_nultreden_woningen,
        aantal_geclusterde_woningen,
        aantal_zorggeschikte_woningen,
        totaal_bouw,
        totaal_bouw_gerealiseerd,
        totaal_bouw_resterend,
        totaal_sloop,
        totaal_sloop_gerealiseerd,
        totaal_sloop_resterend,
        totaal_netto,
        totaal_netto_gerealiseerd,
        totaal_netto_resterend,
        totaal_eengezins_resterend,
        totaal_meergezins_resterend,
        totaal_type_onbekend_resterend,
        totaal_koop_resterend,
        totaal_huur_resterend,
        totaal_koop_huur_onbekend_resterend,
        totaal_koop1,
        totaal_koop2,
        totaal_koop3,
        totaal_koop4,
        totaal_koop_onbekend,
        totaal_huur1,
        totaal_huur2,
        totaal_huur3,
        totaal_huur4,
        totaal_huur_onbekend,
        totaal_eigendom_onbekend,
        aantal_middenhuur_corporatie,
        onzelfstandige_wooneenheden,
        energieconcept,
        tapwatervoorziening,
        realisatiekans,
        aandachtsgroepen,
        sleutelproject
    from landing.lmvw_plan
    where levering_id = %(levering_id)s and (select levering.bron <> 'basisset' from pg_temp.levering)
    union all
    select
        veld.rij,
        veld.geometrie,
        veld.globalid,
        veld.plannaam,
        veld.provincie,
        veld.regio,
        veld.gemeente,
        veld.woonplaats,
        coalesce(
            (
                select vertaling.code from pg_temp.vertaling
                where vertaling.veld = 'vertrouwelijkheid' and vertaling.broncode = trim(veld.vertrouwelijkheid)
            ),
            veld.vertrouwelijkheid
        ) as vertrouwelijkheid,
        coalesce(
            (
                select vertaling.code from pg_temp.vertaling
                where vertaling.veld = 'opdrachtgever_type' and vertaling.broncode = trim(veld.opdrachtgever_type)
            ),
            veld.opdrachtgever_type
        ) as opdrachtgever_type,
        veld.opdrachtgever_naam,
        veld.oplevering_eerste,
        veld.oplevering_laatste,
        veld.opmerkingen_basis,
        veld.opmerkingen_status,
        veld.opmerkingen_kwalitatief,
        veld.toelichting_knelpunten,
        coalesce(
            (
                select vertaling.code from pg_temp.vertaling
                where vertaling.veld = 'plantype' and vertaling.broncode = trim(veld.plantype)
            ),
            veld.plantype
        ) as plantype,
        veld.masterplan,
        veld.bestemmingsplan,
        veld.zoekgebied,
        coalesce(
            (
                select vertaling.code from pg_temp.vertaling
                where vertaling.veld = 'projectfase' and vertaling.broncode = trim(veld.projectfase)
            ),
            veld.projectfase
        ) as projectfase,
        coalesce(
            (
                select vertaling.code from pg_temp.vertaling
                where vertaling.veld = 'status_planologisch' and vertaling.broncode = trim(veld.status_planologisch)
            ),
            veld.status_planologisch
        ) as status_planologisch,
        veld.beoogd_woonmilieu_abf5,
        veld.beoogd_woonmilieu_abf13,
        veld.knelpunten_meerkeuze,
        coalesce(
            (
                select vertaling.code from pg_temp.vertaling
                where vertaling.veld = 'verhuurder_type' and vertaling.broncode = trim(veld.verhuurder_type)
            ),
            veld.verhuurder_type
        ) as verhuurder_type,
        veld.aantal_huurwoningen_corporatie,
        veld.aantal_tijdelijke_woningen,
        veld.aantal_nultreden_woningen,
        veld.aantal_geclusterde_woningen,
        veld.aantal_zorggeschikte_woningen,
        veld.totaal_bouw,
        veld.totaal_bouw_gerealiseerd,
        veld.totaal_bouw_resterend,
        veld.totaal_sloop,
        veld.totaal_sloop_gerealiseerd,
        veld.totaal_sloop_resterend,
        veld.totaal_netto,
        veld.totaal_netto_gerealiseerd,
        veld.totaal_netto_resterend,
        veld.totaal_eengezins_resterend,
        veld.totaal_meergezins_resterend,
        veld.totaal_type_onbekend_resterend,
        veld.totaal_koop_resterend,
        veld.totaal_huur_resterend,
        veld.totaal_koop_huur_onbekend_resterend,
        veld.totaal_koop1,
        veld.totaal_koop2,
        veld.totaal_koop3,
        veld.totaal_koop4,
        veld.totaal_koop_onbekend,
        veld.totaal_huur1,
        veld.totaal_huur2,
        veld.totaal_huur3,
        veld.totaal_huur4,
        veld.totaal_huur_onbekend,
        veld.totaal_eigendom_onbekend,
        veld.aantal_middenhuur_corporatie,
        veld.onzelfstandige_wooneenheden,
        veld.energieconcept,
        veld.tapwatervoorziening,
        veld.realisatiekans,
        veld.aandachtsgroepen,
        veld.sleutelproject
    from landing.lmvw_planregistratie_veld as veld
    where veld.levering_id = %(levering_id)s and (select levering.bron = 'basisset' from pg_temp.levering)
),

veld as materialized (
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
    from geland
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
analyze pg_temp.plan (rij, sleutel, naam_sleutel, zelfde_vlak, vervallen, vertrouwelijk, hard_zacht)
