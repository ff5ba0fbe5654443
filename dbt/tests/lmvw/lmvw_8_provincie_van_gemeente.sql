-- LMVW-8: the policy of a provincie asks for its gemeenten, so a plan that came through another provincie would be seen by the wrong one.
select plan.plan_id
from {{ ref('woningbouwplan') }} as plan
left join {{ ref('gemeente') }} as gemeente on plan.gemeente_code = gemeente.gemeente_code
where plan.provincie_code is distinct from gemeente.provincie_code
