-- regel: LMVW-11a_plan_dubbel
-- ernst: waarschuwing
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Een plan staat niet twee keer in de levering
-- Exported twice, or copied under a new GlobalID: its dwellings would count twice.
with paar as (
    select
        plan.rij,
        first_value(plan.rij) over samen as eerste_rij,
        last_value(plan.rij) over (samen rows between unbounded preceding and unbounded following) as laatste_rij
    from pg_temp.plan
    where plan.vlak is not null and plan.naam_sleutel is not null and not plan.vervallen
    window samen as (partition by plan.zelfde_vlak, plan.naam_sleutel order by plan.rij)
),

gevonden as (
    select
        rij,
        case when rij = eerste_rij then laatste_rij else eerste_rij end as ander
    from paar
    where eerste_rij <> laatste_rij
    union all
    select
        plan.rij,
        ander.rij as ander
    from pg_temp.overlap
    inner join pg_temp.plan on overlap.rij = plan.rij
    inner join pg_temp.plan as ander on overlap.ander = ander.rij and plan.naam_sleutel = ander.naam_sleutel
    where
        not plan.vervallen
        and not ander.vervallen
        and overlap.oppervlakte > 0.8 * least(st_area(plan.vlak), st_area(ander.vlak))
)

select
    plan.rij,
    'plannaam' as kolom,
    plan.plannaam as waarde,
    format('Een plan met deze naam op deze plaats staat ook in rij %%s, met een ander GlobalID. Lever het een keer.', min(gevonden.ander))
        as melding
from gevonden
inner join pg_temp.plan on gevonden.rij = plan.rij
group by plan.rij, plan.plannaam
