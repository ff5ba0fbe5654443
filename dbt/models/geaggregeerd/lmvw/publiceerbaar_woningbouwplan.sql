with plan as (
    select * from {{ ref('woningbouwplan') }}
),

-- rij and rij_hash stay behind: gaps in the row numbers of a file count the confidential plans between the public ones.
final as (
    select
        plan_id,
        bron_plan_id,
        levering_id,
        gemeente_code::text as gemeente_code,
        provincie_code,
        peildatum,
        plannaam,
        vertrouwelijk,
        status_planologisch,
        hard_zacht,
        projectfase,
        plantype,
        opdrachtgever_type,
        woonplaats,
        oplevering_eerste,
        oplevering_laatste,
        bruto_aantal,
        sloop_aantal,
        netto_aantal,
        geometrie
    from plan
    where not vertrouwelijk
)

select * from final
