-- regel: LMVW-8_keuze_ontbreekt
-- ernst: blokkerend
-- artikel: 8
-- titel: Wie eerder voor optelling door de provincie koos, zegt of dat nog zo is
-- maatwerk: nee
-- Plans that were kept from beheer would reach it because somebody forgot the verklaring.
select
    null::bigint as rij,
    'aggregeren_door_provincie' as kolom,
    null::text as waarde,
    'De vorige levering koos voor optelling door de provincie (artikel 8), deze zegt daar niets over. Zet in de verklaring '
    || 'aggregeren_door_provincie: true, of false om de vertrouwelijke plannen een voor een aan de beheerorganisatie te leveren.' as melding
from pg_temp.levering
inner join register.levering as vorige on levering.vorige_levering_id = vorige.levering_id
where
    vorige.aggregeren_door_provincie
    and not exists (
        select from register.bijlage_actueel as bijlage
        where bijlage.levering_id = levering.levering_id and bijlage.verklaring ? 'aggregeren_door_provincie'
    )
    and exists (
        select from pg_temp.plan
        where coalesce(plan.vertrouwelijk, true)
    )
