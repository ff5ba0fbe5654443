-- What was landed, in words of the basisset: one shape for the plans and the years of every format (LMVW-3, LMVW-5c).
-- Nothing is corrected in silence: `afleiding` tells of every value that is not as delivered what it was and on what ground it changed.
-- What seeds do not translate stays as delivered, for the rules to judge.
set local role woonkluis_eigenaar;

create or replace view landing.lmvw_plan with (security_invoker = true) as
with regel as (
    select
        bron,
        jsonb_object_agg(veld, standaard) filter (where standaard is not null) as standaard,
        jsonb_object_agg(veld, factor) filter (where factor is not null) as factor,
        jsonb_object_agg(veld, grond) as gronden
    from referentie.veld_afleiding
    group by bron
),

plan as (
    select
        veld.*,
        levering.contract,
        levering.bron,
        levering.peildatum,
        landing.plan_sleutel(
            veld.globalid, veld.plannaam, veld.rij, levering.bron,
            count(*) over (partition by veld.levering_id, lower(btrim(veld.plannaam)))
        ) as sleutel,
        coalesce(moment.status_planologisch, veld.status_planologisch) as status_geldt,
        coalesce(moment.projectfase, veld.projectfase) as fase_geldt,
        case levering.bron when 'diwi' then moment.gemeente else veld.gemeente end as gemeente_een
    from landing.lmvw_planregistratie_veld as veld
    inner join landing.lmvw_levering_bron as levering on veld.levering_id = levering.levering_id
    left join landing.lmvw_plan_moment as moment on veld.levering_id = moment.levering_id and veld.rij = moment.rij
),

-- Only for sources without totals and opleverjaren of the plan: those of the basisset are asked for, so there a missing one is a fault.
totaal as (
    select
        jaar.levering_id,
        lower(btrim(jaar.globalid, '{} ')) as sleutel,
        sum(coalesce(landing.geheel(jaar.bouw), 0)) as bouw,
        sum(coalesce(landing.geheel(jaar.sloop), 0)) as sloop,
        min(landing.geheel(jaar.jaartal)) filter (where landing.geheel(jaar.bouw) > 0)::text as eerste_jaar,
        max(landing.geheel(jaar.jaartal)) filter (where landing.geheel(jaar.bouw) > 0)::text as laatste_jaar
    from landing.lmvw_jaar as jaar
    -- An array that is known before the rows are read: the years of all other deliveries need not be unfolded.
    where
        jaar.levering_id = any(
            array(
                select anders.levering_id from landing.lmvw_levering_bron as anders
                where anders.bron <> 'basisset'
            )
        )
    group by jaar.levering_id, lower(btrim(jaar.globalid, '{} '))
),

vertaald as (
    select
        plan.*,
        regel.gronden,
        coalesce(vertaald_status.code, nullif(plan.status_geldt, ''), regel.standaard ->> 'status_planologisch')
            as status_planologisch_basisset,
        coalesce(vertaald_fase.code, nullif(plan.fase_geldt, ''), regel.standaard ->> 'projectfase') as projectfase_basisset,
        coalesce(vertaald_type.code, nullif(plan.plantype, ''), regel.standaard ->> 'plantype') as plantype_basisset,
        coalesce(vertaald_opdrachtgever.code, nullif(plan.opdrachtgever_type, ''), regel.standaard ->> 'opdrachtgever_type')
            as opdrachtgever_type_basisset,
        coalesce(vertaald_verhuurder.code, nullif(plan.verhuurder_type, ''), regel.standaard ->> 'verhuurder_type')
            as verhuurder_type_basisset,
        coalesce(vertaald_niveau.code, nullif(plan.vertrouwelijkheid, ''), regel.standaard ->> 'vertrouwelijkheid')
            as vertrouwelijkheid_basisset,
        coalesce(
            extract(year from landing.datum(plan.oplevering_eerste))::text, plan.oplevering_eerste, totaal.eerste_jaar
        ) as oplevering_eerste_jaar,
        coalesce(
            extract(year from landing.datum(plan.oplevering_laatste))::text, plan.oplevering_laatste, totaal.laatste_jaar
        ) as oplevering_laatste_jaar,
        coalesce(
            (landing.geheel(plan.totaal_bouw) * (regel.factor ->> 'totaal_bouw')::integer)::text, plan.totaal_bouw, totaal.bouw::text
        ) as totaal_bouw_aantal,
        coalesce(
            (landing.geheel(plan.totaal_sloop) * (regel.factor ->> 'totaal_sloop')::integer)::text,
            plan.totaal_sloop,
            regel.standaard ->> 'totaal_sloop',
            totaal.sloop::text
        ) as totaal_sloop_aantal
    from plan
    left join regel on plan.bron = regel.bron
    left join totaal on plan.levering_id = totaal.levering_id and lower(btrim(plan.sleutel, '{} ')) = totaal.sleutel
    left join referentie.code_vertaling as vertaald_status
        on
            plan.bron = vertaald_status.bron
            and vertaald_status.veld = 'status_planologisch'
            and btrim(plan.status_geldt) = vertaald_status.broncode
            and plan.peildatum >= vertaald_status.geldig_van
            and (plan.peildatum < vertaald_status.geldig_tot or vertaald_status.geldig_tot is null)
    left join referentie.code_vertaling as vertaald_fase
        on
            plan.bron = vertaald_fase.bron and vertaald_fase.veld = 'projectfase' and btrim(plan.fase_geldt) = vertaald_fase.broncode
            and plan.peildatum >= vertaald_fase.geldig_van
            and (plan.peildatum < vertaald_fase.geldig_tot or vertaald_fase.geldig_tot is null)
    left join referentie.code_vertaling as vertaald_type
        on
            plan.bron = vertaald_type.bron and vertaald_type.veld = 'plantype' and btrim(plan.plantype) = vertaald_type.broncode
            and plan.peildatum >= vertaald_type.geldig_van
            and (plan.peildatum < vertaald_type.geldig_tot or vertaald_type.geldig_tot is null)
    left join referentie.code_vertaling as vertaald_opdrachtgever
        on
            plan.bron = vertaald_opdrachtgever.bron
            and vertaald_opdrachtgever.veld = 'opdrachtgever_type'
            and btrim(plan.opdrachtgever_type) = vertaald_opdrachtgever.broncode
            and plan.peildatum >= vertaald_opdrachtgever.geldig_van
            and (plan.peildatum < vertaald_opdrachtgever.geldig_tot or vertaald_opdrachtgever.geldig_tot is null)
    left join referentie.code_vertaling as vertaald_verhuurder
        on
            plan.bron = vertaald_verhuurder.bron
            and vertaald_verhuurder.veld = 'verhuurder_type'
            and btrim(plan.verhuurder_type) = vertaald_verhuurder.broncode
            and plan.peildatum >= vertaald_verhuurder.geldig_van
            and (plan.peildatum < vertaald_verhuurder.geldig_tot or vertaald_verhuurder.geldig_tot is null)
    left join referentie.code_vertaling as vertaald_niveau
        on
            plan.bron = vertaald_niveau.bron
            and vertaald_niveau.veld = 'vertrouwelijkheid'
            and btrim(plan.vertrouwelijkheid) = vertaald_niveau.broncode
            and plan.peildatum >= vertaald_niveau.geldig_van
            and (plan.peildatum < vertaald_niveau.geldig_tot or vertaald_niveau.geldig_tot is null)
),

opgeteld as (
    select
        vertaald.*,
        case
            when vertaald.totaal_netto is not null or vertaald.bron = 'basisset' then vertaald.totaal_netto
            else (landing.geheel(vertaald.totaal_bouw_aantal) - landing.geheel(vertaald.totaal_sloop_aantal))::text
        end as totaal_netto_aantal
    from vertaald
),

-- Most rows are as delivered: this spares them the search for what is not.
gebruikt as (
    select
        opgeteld.*,
        (
            opgeteld.globalid is distinct from opgeteld.sleutel
            or opgeteld.status_planologisch is distinct from opgeteld.status_planologisch_basisset
            or opgeteld.projectfase is distinct from opgeteld.projectfase_basisset
            or opgeteld.gemeente is distinct from opgeteld.gemeente_een
            or opgeteld.plantype is distinct from opgeteld.plantype_basisset
            or opgeteld.opdrachtgever_type is distinct from opgeteld.opdrachtgever_type_basisset
            or opgeteld.verhuurder_type is distinct from opgeteld.verhuurder_type_basisset
            or opgeteld.vertrouwelijkheid is distinct from opgeteld.vertrouwelijkheid_basisset
            or opgeteld.oplevering_eerste is distinct from opgeteld.oplevering_eerste_jaar
            or opgeteld.oplevering_laatste is distinct from opgeteld.oplevering_laatste_jaar
            or opgeteld.totaal_bouw is distinct from opgeteld.totaal_bouw_aantal
            or opgeteld.totaal_sloop is distinct from opgeteld.totaal_sloop_aantal
            or opgeteld.totaal_netto is distinct from opgeteld.totaal_netto_aantal
        ) as is_anders
    from opgeteld
)

select
    gebruikt.levering_id,
    gebruikt.rij,
    gebruikt.rij_hash,
    gebruikt.geometrie,
    gebruikt.contract,
    gebruikt.bron,
    gebruikt.peildatum,
    gebruikt.sleutel as globalid,
    gebruikt.creator,
    gebruikt.created,
    gebruikt.editor,
    gebruikt.edited,
    gebruikt.plannaam,
    gebruikt.provincie,
    gebruikt.regio,
    gebruikt.gemeente_een as gemeente,
    gebruikt.woonplaats,
    gebruikt.vertrouwelijkheid_basisset as vertrouwelijkheid,
    gebruikt.opdrachtgever_type_basisset as opdrachtgever_type,
    gebruikt.opdrachtgever_naam,
    gebruikt.oplevering_eerste_jaar as oplevering_eerste,
    gebruikt.oplevering_laatste_jaar as oplevering_laatste,
    gebruikt.opmerkingen_basis,
    gebruikt.opmerkingen_status,
    gebruikt.opmerkingen_kwalitatief,
    gebruikt.toelichting_knelpunten,
    gebruikt.plantype_basisset as plantype,
    gebruikt.masterplan,
    gebruikt.bestemmingsplan,
    gebruikt.zoekgebied,
    gebruikt.projectfase_basisset as projectfase,
    gebruikt.status_planologisch_basisset as status_planologisch,
    gebruikt.beoogd_woonmilieu_abf5,
    gebruikt.beoogd_woonmilieu_abf13,
    gebruikt.knelpunten_meerkeuze,
    gebruikt.verhuurder_type_basisset as verhuurder_type,
    gebruikt.aantal_huurwoningen_corporatie,
    gebruikt.aantal_tijdelijke_woningen,
    gebruikt.aantal_nultreden_woningen,
    gebruikt.aantal_geclusterde_woningen,
    gebruikt.aantal_zorggeschikte_woningen,
    gebruikt.totaal_bouw_aantal as totaal_bouw,
    gebruikt.totaal_bouw_gerealiseerd,
    gebruikt.totaal_bouw_resterend,
    gebruikt.totaal_sloop_aantal as totaal_sloop,
    gebruikt.totaal_sloop_gerealiseerd,
    gebruikt.totaal_sloop_resterend,
    gebruikt.totaal_netto_aantal as totaal_netto,
    gebruikt.totaal_netto_gerealiseerd,
    gebruikt.totaal_netto_resterend,
    gebruikt.totaal_eengezins_resterend,
    gebruikt.totaal_meergezins_resterend,
    gebruikt.totaal_type_onbekend_resterend,
    gebruikt.totaal_koop_resterend,
    gebruikt.totaal_huur_resterend,
    gebruikt.totaal_koop_huur_onbekend_resterend,
    gebruikt.totaal_koop1,
    gebruikt.totaal_koop2,
    gebruikt.totaal_koop3,
    gebruikt.totaal_koop4,
    gebruikt.totaal_koop_onbekend,
    gebruikt.totaal_huur1,
    gebruikt.totaal_huur2,
    gebruikt.totaal_huur3,
    gebruikt.totaal_huur4,
    gebruikt.totaal_huur_onbekend,
    gebruikt.totaal_eigendom_onbekend,
    gebruikt.aantal_middenhuur_corporatie,
    gebruikt.onzelfstandige_wooneenheden,
    gebruikt.overkoeppelende_plan_id,
    gebruikt.overkoeppelende_plan_naam,
    gebruikt.koppelid,
    gebruikt.klopt_geom,
    gebruikt.shape_length,
    gebruikt.shape_area,
    gebruikt.energieconcept,
    gebruikt.tapwatervoorziening,
    gebruikt.realisatiekans,
    gebruikt.aandachtsgroepen,
    gebruikt.sleutelproject,
    verschil.afleiding
from gebruikt
cross join
    lateral (
        select coalesce(jsonb_agg(to_jsonb(anders) order by anders.veld), '[]') as afleiding
        from (
            values
            (
                'globalid',
                gebruikt.globalid,
                gebruikt.sleutel,
                'de bron geeft plannen geen sleutel: plannaam, bij gelijke namen met het rijnummer'
            ),
            (
                'status_planologisch',
                gebruikt.status_planologisch,
                gebruikt.status_planologisch_basisset,
                coalesce(
                    gebruikt.gronden ->> 'status_planologisch',
                    case
                        when gebruikt.status_planologisch is null then 'de laatste status met een dag tot en met de peildatum, ' else ''
                    end
                    || 'codelijst van '
                    || gebruikt.bron
                )
            ),
            (
                'projectfase',
                gebruikt.projectfase,
                gebruikt.projectfase_basisset,
                coalesce(
                    gebruikt.gronden ->> 'projectfase',
                    case when gebruikt.projectfase is null then 'de fase op de peildatum, ' else '' end || 'codelijst van ' || gebruikt.bron
                )
            ),
            ('gemeente', gebruikt.gemeente, gebruikt.gemeente_een, 'de enige van de geleverde lijst'),
            (
                'plantype',
                gebruikt.plantype,
                gebruikt.plantype_basisset,
                coalesce(gebruikt.gronden ->> 'plantype', 'codelijst van ' || gebruikt.bron)
            ),
            (
                'opdrachtgever_type',
                gebruikt.opdrachtgever_type,
                gebruikt.opdrachtgever_type_basisset,
                coalesce(gebruikt.gronden ->> 'opdrachtgever_type', 'codelijst van ' || gebruikt.bron)
            ),
            (
                'verhuurder_type',
                gebruikt.verhuurder_type,
                gebruikt.verhuurder_type_basisset,
                coalesce(gebruikt.gronden ->> 'verhuurder_type', 'codelijst van ' || gebruikt.bron)
            ),
            (
                'vertrouwelijkheid',
                gebruikt.vertrouwelijkheid,
                gebruikt.vertrouwelijkheid_basisset,
                coalesce(gebruikt.gronden ->> 'vertrouwelijkheid', 'codelijst van ' || gebruikt.bron)
            ),
            (
                'oplevering_eerste',
                gebruikt.oplevering_eerste,
                gebruikt.oplevering_eerste_jaar,
                case
                    when gebruikt.oplevering_eerste is null then 'het eerste jaar met nieuwbouw' else 'jaar van de geleverde datum'
                end
            ),
            (
                'oplevering_laatste',
                gebruikt.oplevering_laatste,
                gebruikt.oplevering_laatste_jaar,
                case
                    when gebruikt.oplevering_laatste is null then 'het laatste jaar met nieuwbouw' else 'jaar van de geleverde datum'
                end
            ),
            (
                'totaal_bouw',
                gebruikt.totaal_bouw,
                gebruikt.totaal_bouw_aantal,
                coalesce(gebruikt.gronden ->> 'totaal_bouw', 'som van de jaren')
            ),
            (
                'totaal_sloop',
                gebruikt.totaal_sloop,
                gebruikt.totaal_sloop_aantal,
                coalesce(gebruikt.gronden ->> 'totaal_sloop', 'som van de jaren')
            ),
            ('totaal_netto', gebruikt.totaal_netto, gebruikt.totaal_netto_aantal, 'totaal_bouw min totaal_sloop')
        ) as anders (veld, geleverd, gebruikt, grond)
        where gebruikt.is_anders and anders.geleverd is distinct from anders.gebruikt
    ) as verschil;

do $$
declare
    kolom text;
begin
    for kolom in select attname from pg_attribute where attrelid = 'landing.lmvw_plan'::regclass and attnum > 0
    loop
        execute format('comment on column landing.lmvw_plan.%I is %L', kolom, kolom || ' in words of the basisset, as text');
    end loop;
end
$$;

comment on view landing.lmvw_plan is 'LMVW-3, LMVW-5b: plans of every format in fields and codes of the basisset';
comment on column landing.lmvw_plan.rij_hash is 'SHA-256 of the values and geometry as delivered';
comment on column landing.lmvw_plan.afleiding is
'LMVW-5c: list of veld, geleverd, gebruikt, grond for every value that is not as delivered';
comment on column landing.lmvw_plan.levering_id is 'Delivery';
comment on column landing.lmvw_plan.rij is 'Row in the source: fid, sheet row or sequence number';
comment on column landing.lmvw_plan.geometrie is 'Geometry as delivered';
comment on column landing.lmvw_plan.contract is 'Contract by which the file was read';
comment on column landing.lmvw_plan.bron is 'Whose spelling of codes the file uses';
comment on column landing.lmvw_plan.peildatum is 'Reference date of the figures';

revoke all on landing.lmvw_plan from public;
grant select on landing.lmvw_plan to woonkluis_lader, woonkluis_bouwer;

reset role;
