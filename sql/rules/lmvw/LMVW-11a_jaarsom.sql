-- regel: LMVW-11a_jaarsom
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: De jaarrijen tellen op tot de totalen van het plan
-- One pass over both layers instead of a join: rows that were just landed have no statistics, and a join would be planned blindly.
with laag as (
    select
        rij,
        globalid as plan_id,
        totaal_bouw,
        totaal_sloop,
        null::bigint as bouw,
        null::bigint as sloop
    from landing.lmvw_planregistratie_veld
    where levering_id = %(levering_id)s and globalid is not null
    union all
    select
        null as rij,
        parent_globalid as plan_id,
        null as totaal_bouw,
        null as totaal_sloop,
        (
            select sum(landing.geheel(cel))
            from
                unnest(array[
                    meergezins_koop1, meergezins_koop2, meergezins_koop3, meergezins_koop4, meergezins_koop_onb,
                    meergezins_huur1, meergezins_huur2, meergezins_huur3, meergezins_huur4, meergezins_huur_onb, meergezins_onbekend,
                    eengezins_koop1, eengezins_koop2, eengezins_koop3, eengezins_koop4, eengezins_koop_onb,
                    eengezins_huur1, eengezins_huur2, eengezins_huur3, eengezins_huur4, eengezins_huur_onb, eengezins_onbekend,
                    onbekend_koop1, onbekend_koop2, onbekend_koop3, onbekend_koop4, onbekend_koop_onb,
                    onbekend_huur1, onbekend_huur2, onbekend_huur3, onbekend_huur4, onbekend_huur_onb, onbekend_onbekend
                ]) as cel
            where cel <> '0'
        ) as bouw,
        (
            select sum(landing.geheel(cel))
            from
                unnest(array[
                    sloop_meergezins_koop1, sloop_meergezins_koop2, sloop_meergezins_koop3, sloop_meergezins_koop4,
                    sloop_meergezins_koop_onb,
                    sloop_meergezins_huur1, sloop_meergezins_huur2, sloop_meergezins_huur3,
                    sloop_meergezins_huur4, sloop_meergezins_huur_onb, sloop_meergezins_onbekend,
                    sloop_eengezins_koop1, sloop_eengezins_koop2, sloop_eengezins_koop3, sloop_eengezins_koop4, sloop_eengezins_koop_onb,
                    sloop_eengezins_huur1, sloop_eengezins_huur2, sloop_eengezins_huur3,
                    sloop_eengezins_huur4, sloop_eengezins_huur_onb, sloop_eengezins_onbekend,
                    sloop_onbekend_koop1, sloop_onbekend_koop2, sloop_onbekend_koop3, sloop_onbekend_koop4, sloop_onbekend_koop_onb,
                    sloop_onbekend_huur1, sloop_onbekend_huur2, sloop_onbekend_huur3,
                    sloop_onbekend_huur4, sloop_onbekend_huur_onb, sloop_onbekend_onbekend
                ]) as cel
            where cel <> '0'
        ) as sloop
    from landing.lmvw_detailplanning_veld
    where levering_id = %(levering_id)s and parent_globalid is not null
),

plan as (
    select
        rij,
        totaal_bouw,
        totaal_sloop,
        coalesce(sum(bouw) over per_plan, 0) as bouw,
        coalesce(sum(sloop) over per_plan, 0) as sloop,
        -- Without any year row the delivery says nothing about years (LMVW-2b), and one warning per plan would not help.
        bool_or(rij is null) over () as met_jaarrijen
    from laag
    window per_plan as (partition by lower(trim(both '{} ' from plan_id)))
)

select
    plan.rij,
    totaal.kolom,
    totaal.waarde,
    format('De jaarrijen van dit plan in DetailPlanning tellen op tot %%s. Controleer beide.', totaal.som) as melding
from plan
cross join
    lateral (
        values ('totaal_bouw', plan.totaal_bouw, plan.bouw), ('totaal_sloop', plan.totaal_sloop, plan.sloop)
    ) as totaal (kolom, waarde, som)
where
    plan.rij is not null
    and plan.met_jaarrijen
    and landing.geheel(totaal.waarde) <> totaal.som
