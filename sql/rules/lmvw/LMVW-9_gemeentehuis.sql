-- regel: LMVW-9_gemeentehuis
-- ernst: waarschuwing
-- artikel: 9
-- laag: Planregistratie
-- titel: Een optelling ligt bij het gemeentehuis
-- The place of the gemeentehuis is an approximation in the reference data, so 3 km is near enough.
select
    plan.rij,
    'geometrie' as kolom,
    null as waarde,
    'Deze optelling van kleine plannen ligt niet bij het gemeentehuis. Teken daar een klein vlak, zodat geen plaats wordt getoond.'
        as melding
from pg_temp.plan
cross join pg_temp.levering
inner join referentie.gemeente on levering.bronhouder_code = gemeente.gemeente_code
where
    exists (
        select from pg_temp.optelling
        where optelling.sleutel = plan.sleutel
    )
    and not coalesce(st_dwithin(plan.vlak, gemeente.gemeentehuis, 3000), false)
