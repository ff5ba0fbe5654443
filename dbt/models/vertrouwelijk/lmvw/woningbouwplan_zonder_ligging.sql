{#-
    LMVW-GV-C2: plans for studies that may read kenmerken and no polygonen. What points to a place finer than the gemeente is not in it:
    geometry, woonplaats, opdrachtgever, what was derived, and the row and hash by which a place could be tried.
-#}
{{
    config(
        meta={
            'lezers': {
                'lmvw_onderzoeker_12a': 'onderzoek',
                'lmvw_onderzoeker_12b': 'onderzoek',
                'lmvw_onderzoeker_12c': 'onderzoek',
            }
        },
        post_hook=["alter table {{ this }} add primary key (plan_id)", "{{ index_gemeente() }}"],
    )
}}

with plan as (
    select * from {{ ref('woningbouwplan') }}
),

final as (
    select
        plan_id,
        bron_plan_id,
        levering_id,
        gemeente_code,
        provincie_code,
        peildatum,
        plannaam,
        vertrouwelijk,
        vertrouwelijk_grond,
        strijdig_5d,
        niet_beoordeeld_5e,
        bewaarplaats,
        vervallen,
        status_planologisch,
        hard_zacht,
        projectfase,
        plantype,
        opdrachtgever_type,
        oplevering_eerste,
        oplevering_laatste,
        bruto_aantal,
        sloop_aantal,
        netto_aantal
    from plan
)

-- LMVW-13d: see woningbouwplan
select * from final
order by plan_id
