-- regel: LMVW-8_niets_vertrouwelijk
-- ernst: info
-- artikel: 8
-- titel: Wat de provincie optelt zijn vertrouwelijke plannen
select
    null::bigint as rij,
    'aggregeren_door_provincie' as kolom,
    'true' as waarde,
    'U koos voor optelling door de provincie, maar geen plan is vertrouwelijk. Controleer de verklaring en de vertrouwelijkheid.' as melding
from register.levering
where
    levering_id = %(levering_id)s
    and aggregeren_door_provincie
    and not exists (
        select from pg_temp.plan
        where coalesce(plan.vertrouwelijk, true)
    )
