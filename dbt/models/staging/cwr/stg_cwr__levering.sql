{#- Fixed once per build and filled in place, as stg_lmvw__levering is. -#}
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook="{% if is_incremental() %}delete from {{ this }}{% endif %}",
    )
}}

with levering as (
    select * from {{ source('register', 'levering_actueel') }}
    where regime = 'cwr'
),

final as (
    select
        levering_id,
        bronhouder_code as woonmaatschappij_kbo,
        peildatum,
        volgnummer,
        besloten_op,
        statement_timestamp() as gebouwd_op
    from levering
)

select * from final
