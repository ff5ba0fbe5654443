{#-
    LMVW-13d: where lmvw_vertrouwelijk.woningbouwplan_in_venster looks for its caller. Nobody may read it, because any spatial index that a
    reader can use, if only to sort by distance, counts hidden plans in EXPLAIN ANALYZE. In the first index lie only plans that beheer may
    see; in the second a search takes one gemeente at a time.
-#}
{{
    config(
        meta={'lezers': {}},
        indexes=[{'columns': ['gemeente_code', 'vak'], 'type': 'gist'}],
        post_hook="create index on {{ this }} using gist (vak) where bewaarplaats = 'beheer'",
    )
}}

with plan as (
    select * from {{ ref('woningbouwplan') }}
    where geometrie is not null
),

final as (
    select
        plan_id,
        gemeente_code::text as gemeente_code,
        bewaarplaats,
        st_envelope(geometrie)::geometry (geometry, 28992) as vak
    from plan
)

select * from final
order by plan_id
