-- regel: LMVW-11a_jaarsom
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: De jaarrijen tellen op tot de totalen van het plan
with detail as materialized (
    select
        parent_globalid,
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
    where levering_id = %(levering_id)s
),

som as (
    select
        parent_globalid,
        coalesce(sum(bouw), 0) as bouw,
        coalesce(sum(sloop), 0) as sloop
    from detail
    group by parent_globalid
)

select
    plan.rij,
    totaal.kolom,
    totaal.waarde,
    format('De jaarrijen van dit plan in DetailPlanning tellen op tot %%s. Controleer beide.', totaal.detail_som) as melding
from landing.lmvw_planregistratie_veld as plan
left join som on plan.globalid = som.parent_globalid
cross join
    lateral (
        values ('totaal_bouw', plan.totaal_bouw, coalesce(som.bouw, 0)), ('totaal_sloop', plan.totaal_sloop, coalesce(som.sloop, 0))
    ) as totaal (kolom, waarde, detail_som)
where
    plan.levering_id = %(levering_id)s
    and landing.geheel(totaal.waarde) <> totaal.detail_som
    -- Without any year row the delivery says nothing about years (LMVW-2b), and one warning per plan would not help.
    and exists (select 1 from detail)
