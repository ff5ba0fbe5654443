-- depends_on: {{ ref('publiceerbaar_woningbouwplan') }}
{{
    config(
        alias='woningbouwplan',
        indexes=[
            {'columns': ['gemeente_code']},
            {'columns': ['provincie_code']},
            {'columns': ['geometrie'], 'type': 'gist'},
        ],
        post_hook="alter table {{ this }} add primary key (plan_id)",
    )
}}

with plan as (
    select * from {{ source('lmvw_publicatie', 'publicatie_woningbouwplan') }}
),

publicatie as (
    select * from {{ source('register', 'publicatie') }}
    where regime = 'lmvw' and status = 'goedgekeurd'
),

final as (
    select plan.*
    from plan
    inner join publicatie on plan.publicatie_id = publicatie.publicatie_id
)

select * from final
