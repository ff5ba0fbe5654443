-- regel: LMVW-6a_status_onbekend_vertrouwelijk
-- ernst: waarschuwing
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Een vertrouwelijk plan heeft een bekende planstatus
-- Onbekend is neither hard nor zacht. The plan stays confidential, because that is what cannot be undone.
select
    rij,
    'status_planologisch' as kolom,
    status_planologisch as waarde,
    'Alleen een zacht of vervallen plan mag vertrouwelijk zijn. Vul de planstatus in.' as melding
from pg_temp.plan
where vertrouwelijk and hard_zacht = 'onbekend' and not vervallen
