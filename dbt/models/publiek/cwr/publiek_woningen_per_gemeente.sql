-- depends_on: {{ ref('publiceerbaar_woningen_per_gemeente') }}
{{
    config(
        alias='woningen_per_gemeente',
        indexes=[{'columns': ['nis_code'], 'unique': true}],
    )
}}

with som as (
    select * from {{ source('cwr_publicatie', 'publicatie_woningen_per_gemeente') }}
),

publicatie as (
    select * from {{ source('register', 'publicatie') }}
    where regime = 'cwr' and status = 'goedgekeurd'
),

final as (
    select som.*
    from som
    inner join publicatie on som.publicatie_id = publicatie.publicatie_id
)

select * from final
