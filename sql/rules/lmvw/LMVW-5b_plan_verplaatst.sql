-- regel: LMVW-5b_plan_verplaatst
-- ernst: info
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Een plan blijft op zijn plaats
select
    plan.rij,
    'geometrie' as kolom,
    null as waarde,
    'Dit vlak ligt helemaal buiten dat van de vorige levering. Controleer de ligging en het GlobalID.' as melding
from pg_temp.plan
inner join pg_temp.vorige on plan.sleutel = vorige.sleutel
where st_disjoint(plan.vlak, vorige.vlak)
