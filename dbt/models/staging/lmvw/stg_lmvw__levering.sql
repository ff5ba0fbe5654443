{#-
    Fixed once per build, so that all its relations speak of the same deliveries even when one is accepted meanwhile.
    Emptied and filled in place: a rebuilt table would take the views that read it along.
-#}
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        pre_hook="{% if is_incremental() %}delete from {{ this }}{% endif %}",
    )
}}

with levering as (
    select * from {{ source('register', 'levering_actueel') }}
    where regime = 'lmvw'
),

gemeente as (
    select * from {{ ref('gemeente') }}
),

final as (
    select
        levering.levering_id,
        levering.bronhouder_code as gemeente_code,
        gemeente.provincie_code,
        levering.peildatum
    from levering
    left join gemeente on levering.bronhouder_code = gemeente.gemeente_code
)

select * from final
