{#- LMVW-8: what beheer gets instead of the plans that only the provincie holds. -#}
{{
    config(
        meta={'lezers': {'lmvw_beheer': 'bewaard_door_beheer'}},
        post_hook="alter table {{ this }} add primary key (plan_id)",
    )
}}

with plan as (
    select * from {{ ref('woningbouwplan') }}
    where bewaarplaats = 'provincie'
),

verklaard as (
    select
        plan_id,
        sum(bouw_aantal) as bouw_aantal,
        sum(sloop_aantal) as sloop_aantal,
        min(jaar) as eerste_jaar,
        max(jaar) as laatste_jaar
    from {{ ref('woningbouwplan_jaar') }}
    where bewaarplaats = 'provincie'
    group by plan_id
),

gemeente as (
    select * from {{ ref('gemeente') }}
),

som as (
    select
        plan.levering_id,
        plan.gemeente_code,
        plan.provincie_code,
        plan.peildatum,
        sum(coalesce(plan.bruto_aantal, verklaard.bouw_aantal, 0))::integer as bruto_aantal,
        sum(coalesce(plan.sloop_aantal, verklaard.sloop_aantal, 0))::integer as sloop_aantal,
        min(verklaard.eerste_jaar) as oplevering_eerste,
        max(verklaard.laatste_jaar) as oplevering_laatste
    from plan
    left join verklaard on plan.plan_id = verklaard.plan_id
    group by plan.levering_id, plan.gemeente_code, plan.provincie_code, plan.peildatum
),

final as (
    select
        {{ sleutel(['som.gemeente_code', "''", "'optelling_8'"]) }} as plan_id,
        som.levering_id,
        som.gemeente_code,
        som.provincie_code,
        som.peildatum,
        null::text as plannaam,
        true as vertrouwelijk,
        'beheer' as bewaarplaats,
        null::text as status_planologisch,
        som.oplevering_eerste,
        som.oplevering_laatste,
        som.bruto_aantal,
        som.sloop_aantal,
        som.bruto_aantal - som.sloop_aantal as netto_aantal,
        -- A square of 10 m, because every plan is an area.
        st_multi(st_expand(gemeente.gemeentehuis, 5))::geometry (multipolygon, 28992) as geometrie
    from som
    left join gemeente on som.gemeente_code = gemeente.gemeente_code
)

select * from final
order by plan_id
