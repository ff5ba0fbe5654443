-- regel: LMVW-5b_plan_zonder_jaarrijen
-- ernst: waarschuwing
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Een plan met woningen heeft jaarrijen
-- Without any year row the delivery says nothing about years (LMVW-2b), and one warning per plan would not help.
select
    plan.rij,
    'totaal_bouw' as kolom,
    plan.totaal_bouw as waarde,
    'Dit plan heeft geen rij in DetailPlanning. Lever per jaar de aantallen, ook als het jaar nog onbekend is.' as melding
from pg_temp.plan
where
    not plan.vervallen
    and greatest(plan.bouw, plan.sloop) > 0
    and exists (select from pg_temp.jaar)
    and not exists (
        select from pg_temp.jaar
        where jaar.sleutel = plan.sleutel
    )
