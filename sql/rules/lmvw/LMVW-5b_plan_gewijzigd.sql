-- regel: LMVW-5b_plan_gewijzigd
-- ernst: info
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Een plan verandert niet ineens sterk van omvang
select
    plan.rij,
    'totaal_bouw' as kolom,
    plan.totaal_bouw as waarde,
    format('In de vorige levering was dit %%s. Controleer of de verandering klopt.', vorige.bouw) as melding
from pg_temp.plan
inner join pg_temp.vorige on plan.sleutel = vorige.sleutel
where abs(plan.bouw - vorige.bouw) >= 20 and abs(plan.bouw - vorige.bouw) > 0.5 * greatest(plan.bouw, vorige.bouw)
