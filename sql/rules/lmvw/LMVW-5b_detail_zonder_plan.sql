-- regel: LMVW-5b_detail_zonder_plan
-- ernst: blokkerend
-- artikel: 5.b
-- laag: DetailPlanning
-- titel: Elke jaarrij hoort bij een plan van deze levering
with plan as (
    select globalid
    from landing.lmvw_planregistratie_veld
    where levering_id = %(levering_id)s
)

select
    detail.rij,
    'parent_globalid' as kolom,
    detail.parent_globalid as waarde,
    'In Planregistratie staat geen plan met dit GlobalID. Lever het plan mee of verwijder de rij.' as melding
from landing.lmvw_detailplanning_veld as detail
where
    detail.levering_id = %(levering_id)s
    and not exists (
        select 1 from plan
        where plan.globalid = detail.parent_globalid
    )
