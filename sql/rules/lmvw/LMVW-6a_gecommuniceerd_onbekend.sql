-- regel: LMVW-6a_gecommuniceerd_onbekend
-- ernst: waarschuwing
-- artikel: 6.a
-- titel: De verklaring gaat over plannen van deze levering
select
    null::bigint as rij,
    'gecommuniceerd' as kolom,
    gecommuniceerd.globalid as waarde,
    'De verklaring noemt een plan dat niet in de levering staat. Controleer het GlobalID.' as melding
from pg_temp.gecommuniceerd
where not exists (
    select from pg_temp.plan
    where plan.sleutel = gecommuniceerd.sleutel
)
