-- regel: WIV-3.3.6_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.3
-- laag: aanslagbiljet
-- titel: Van een aanslagbiljet is de inkohierdatum bekend
-- klasse: ontbrekend
-- actie: Lever de datum die op het aanslagbiljet staat.
select
    rij,
    'inkohierdatum' as kolom,
    null as waarde,
    'De inkohierdatum ontbreekt. Lever de datum die op het aanslagbiljet staat.' as melding
from landing.cwr_aanslagbiljet_veld
where
    levering_id = %(levering_id)s
    and inkohierdatum is null
