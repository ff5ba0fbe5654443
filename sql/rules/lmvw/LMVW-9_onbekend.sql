-- regel: LMVW-9_onbekend
-- ernst: waarschuwing
-- artikel: 9
-- titel: Een optelling staat als plan in de levering
select distinct
    null::bigint as rij,
    'optelling' as kolom,
    optelling.globalid as waarde,
    'De verklaring noemt een optelling die niet in de levering staat. Controleer het GlobalID.' as melding
from pg_temp.optelling
where not exists (
    select from pg_temp.plan
    where plan.sleutel = optelling.sleutel
)
