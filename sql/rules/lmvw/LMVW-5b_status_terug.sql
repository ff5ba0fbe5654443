-- regel: LMVW-5b_status_terug
-- ernst: info
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Een hard plan wordt niet weer zacht
select
    plan.rij,
    'status_planologisch' as kolom,
    plan.status_planologisch as waarde,
    'Dit plan was in de vorige levering hard en is nu zacht. Controleer de planstatus.' as melding
from pg_temp.plan
inner join pg_temp.vorige on plan.sleutel = vorige.sleutel
where vorige.hard_zacht = 'hard' and plan.hard_zacht = 'zacht'
