-- regel: LMVW-11a_jaarsom
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: De jaarrijen tellen op tot de totalen van het plan
-- A plan without year rows is another matter: LMVW-5b_plan_zonder_jaarrijen.
with som as (
    select
        sleutel,
        sum(bouw) as bouw,
        sum(sloop) as sloop
    from pg_temp.jaar
    group by sleutel
)

select
    plan.rij,
    totaal.kolom,
    totaal.waarde,
    format('De jaarrijen van dit plan in DetailPlanning tellen op tot %%s. Controleer beide.', totaal.som) as melding
from pg_temp.plan
inner join som on plan.sleutel = som.sleutel
cross join
    lateral (
        values ('totaal_bouw', plan.totaal_bouw, plan.bouw, som.bouw), ('totaal_sloop', plan.totaal_sloop, plan.sloop, som.sloop)
    ) as totaal (kolom, waarde, aantal, som)
where totaal.aantal <> totaal.som
