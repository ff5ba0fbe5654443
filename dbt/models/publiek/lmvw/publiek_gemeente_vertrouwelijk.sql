-- depends_on: {{ ref('publiceerbaar_gemeente_vertrouwelijk') }}
{{
    config(
        alias='gemeente_vertrouwelijk',
        indexes=[{'columns': ['gemeente_code', 'kenmerk', 'waarde_code'], 'unique': true}],
    )
}}

with som as (
    select * from {{ source('lmvw_publicatie', 'publicatie_gemeente_vertrouwelijk') }}
),

publicatie as (
    select * from {{ source('register', 'publicatie') }}
    where regime = 'lmvw' and status = 'goedgekeurd'
),

final as (
    select som.*
    from som
    inner join publicatie on som.publicatie_id = publicatie.publicatie_id
)

select * from final
