-- regel: LMVW-9_akkoord
-- ernst: blokkerend
-- artikel: 9
-- laag: Planregistratie
-- titel: Kleine plannen optellen mag na akkoord van de provincie
select
    plan.rij,
    'globalid' as kolom,
    plan.globalid as waarde,
    'Dit plan is een optelling van kleine plannen, en daarvoor is geen akkoord van de provincie dat op de peildatum geldt. '
    || 'Lever de plannen apart of vraag akkoord.' as melding
from pg_temp.plan
cross join pg_temp.levering
where
    exists (
        select from pg_temp.optelling
        where optelling.sleutel = plan.sleutel
    )
    and not exists (
        select from register.besluit_geldig as besluit
        where
            besluit.regime = 'lmvw'
            and besluit.soort = 'optelling_9'
            and besluit.gebied_soort = 'gemeente'
            and besluit.gebied_code = levering.bronhouder_code
            and coalesce(besluit.levering_id = levering.levering_id, true)
            and levering.peildatum between besluit.geldig_van and coalesce(besluit.geldig_tot, 'infinity')
    )
