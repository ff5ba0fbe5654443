-- LMVW-GV-C2: without their place, but all of them.
select plan.plan_id
from {{ ref('woningbouwplan') }} as plan
full join {{ ref('woningbouwplan_zonder_ligging') }} as zonder on plan.plan_id = zonder.plan_id
where plan.plan_id is null or zonder.plan_id is null
