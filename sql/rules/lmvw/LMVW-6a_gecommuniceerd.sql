-- regel: LMVW-6a_gecommuniceerd
-- ernst: blokkerend
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Een plan dat met omwonenden is gedeeld is niet vertrouwelijk
-- The gemeente contradicts itself, and the protocol allows confidentiality only until then. No format has a field for it: it is declared
-- beside the file. LMVW-6b: a vervallen plan may be confidential all the same.
select
    plan.rij,
    'vertrouwelijkheid' as kolom,
    plan.vertrouwelijkheid as waarde,
    'Volgens uw verklaring zijn alle kenmerken van dit plan met omwonenden gedeeld. Maak het openbaar of herstel de verklaring.' as melding
from pg_temp.plan
where
    plan.vertrouwelijk
    and not plan.vervallen
    and exists (
        select from pg_temp.gecommuniceerd
        where gecommuniceerd.sleutel = plan.sleutel
    )
