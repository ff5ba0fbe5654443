-- regel: LMVW-5b_detail_zonder_plan
-- ernst: blokkerend
-- artikel: 5.b
-- laag: DetailPlanning
-- titel: Elke jaarrij hoort bij een plan van deze levering
-- maatwerk: nee
select
    rij,
    'parent_globalid' as kolom,
    parent_globalid as waarde,
    'In Planregistratie staat geen plan met dit GlobalID. Lever het plan mee of verwijder de rij.' as melding
from pg_temp.detail
where not exists (
    select from pg_temp.plan
    where plan.sleutel = detail.sleutel
)
