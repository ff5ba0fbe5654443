-- regel: LMVW-9_deel_geleverd
-- ernst: waarschuwing
-- artikel: 9
-- laag: Planregistratie
-- titel: Een klein plan staat niet ook apart in de levering
select
    plan.rij,
    'plannaam' as kolom,
    plan.plannaam as waarde,
    'Een deel van een optelling heet ook zo. Is het hetzelfde plan, dan telt het twee keer: laat een van beide weg.' as melding
from pg_temp.plan
where
    not plan.vervallen
    and plan.naam_sleutel in (select optelling.naam_sleutel from pg_temp.optelling)
    and not exists (
        select from pg_temp.optelling
        where optelling.sleutel = plan.sleutel
    )
