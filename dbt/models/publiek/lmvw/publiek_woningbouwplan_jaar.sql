-- depends_on: {{ ref('publiceerbaar_woningbouwplan_jaar') }}, {{ ref('publiek_woningbouwplan') }}
{{
    config(
        alias='woningbouwplan_jaar',
        indexes=[
            {'columns': ['plan_id']},
            {'columns': ['gemeente_code']},
            {'columns': ['provincie_code']},
        ],
    )
}}

with plan_jaar as (
    select * from {{ source('lmvw_publicatie', 'publicatie_woningbouwplan_jaar') }}
),

publicatie as (
    select * from {{ source('register', 'publicatie') }}
    where regime = 'lmvw' and status = 'goedgekeurd'
),

final as (
    select plan_jaar.*
    from plan_jaar
    inner join publicatie on plan_jaar.publicatie_id = publicatie.publicatie_id
)

select * from final
