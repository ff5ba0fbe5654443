-- LMVW-5d: a label without a plan protects nothing. A warning: the gemeente may have stopped delivering the plan.
{{ config(severity='warn') }}

with label as (
    select * from {{ ref('stg_lmvw__label') }}
),

plan as (
    select * from {{ ref('woningbouwplan') }}
),

final as (
    select label.label_id
    from label
    left join plan on label.gemeente_code = plan.gemeente_code and label.label_sleutel = register.label_sleutel(plan.bron_plan_id)
    where plan.plan_id is null
)

select * from final
