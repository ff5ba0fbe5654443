{{ config(indexes=[{'columns': ['gemeente_code', 'kenmerk', 'waarde_code'], 'unique': true}]) }}

with jaar as (
    select * from {{ ref('woningbouwplan_jaar') }}
    where vertrouwelijk
),

verklaard as (
    select
        plan_id,
        sum(bouw_aantal) as bouw_aantal,
        sum(sloop_aantal) as sloop_aantal
    from jaar
    group by plan_id
),

plan as (
    select
        plan.plan_id,
        plan.gemeente_code,
        coalesce(plan.bruto_aantal, verklaard.bouw_aantal, 0) as bruto_aantal,
        coalesce(plan.sloop_aantal, verklaard.sloop_aantal, 0) as sloop_aantal,
        coalesce(verklaard.bouw_aantal, 0) as verklaard_bruto_aantal,
        coalesce(verklaard.sloop_aantal, 0) as verklaard_sloop_aantal
    from {{ ref('woningbouwplan') }} as plan
    left join verklaard on plan.plan_id = verklaard.plan_id
    where plan.vertrouwelijk
),

deel as (
    select
        plan_id,
        gemeente_code,
        'totaal' as kenmerk,
        'totaal' as waarde_code,
        bruto_aantal,
        sloop_aantal
    from plan
    union all
    select
        plan_id,
        gemeente_code,
        'woningtype' as kenmerk,
        woningtype as waarde_code,
        bouw_aantal as bruto_aantal,
        sloop_aantal
    from jaar
    union all
    select
        plan_id,
        gemeente_code,
        'prijsklasse' as kenmerk,
        prijsklasse as waarde_code,
        bouw_aantal as bruto_aantal,
        sloop_aantal
    from jaar
    union all
    -- What no year explains counts as onbekend: a total minus its parts must not be somebody's plan.
    select
        plan.plan_id,
        plan.gemeente_code,
        kenmerk.kenmerk,
        'onbekend' as waarde_code,
        plan.bruto_aantal - plan.verklaard_bruto_aantal as bruto_aantal,
        plan.sloop_aantal - plan.verklaard_sloop_aantal as sloop_aantal
    from plan
    cross join (values ('woningtype'), ('prijsklasse')) as kenmerk (kenmerk)
),

bijdrage as (
    select
        plan_id,
        gemeente_code::text as gemeente_code,
        kenmerk,
        waarde_code,
        sum(bruto_aantal) as bruto_aantal,
        sum(sloop_aantal) as sloop_aantal
    from deel
    group by plan_id, gemeente_code, kenmerk, waarde_code
),

final as (
    select
        gemeente_code,
        kenmerk,
        waarde_code,
        sum(bruto_aantal)::integer as bruto_aantal,
        sum(sloop_aantal)::integer as sloop_aantal,
        sum(bruto_aantal - sloop_aantal)::integer as netto_aantal,
        count(*)::integer as plannen_aantal,
        (count(*) filter (where bruto_aantal <> 0))::integer as bruto_plannen_aantal,
        (count(*) filter (where sloop_aantal <> 0))::integer as sloop_plannen_aantal
    from bijdrage
    where bruto_aantal <> 0 or sloop_aantal <> 0
    group by gemeente_code, kenmerk, waarde_code
)

select * from final
