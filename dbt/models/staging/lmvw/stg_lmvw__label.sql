{#- LMVW-5d, LMVW-5e: labels in force, fixed once per build as stg_lmvw__levering is. -#}
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='sync_all_columns',
        pre_hook="{% if is_incremental() %}delete from {{ this }}{% endif %}",
    )
}}

with label as (
    select * from {{ source('register', 'label_actueel') }}
),

final as (
    select
        label_id,
        gemeente_code,
        register.label_sleutel(bron_plan_id) as label_sleutel,
        label
    from label
)

select * from final
