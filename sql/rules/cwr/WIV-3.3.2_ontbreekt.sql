-- regel: WIV-3.3.2_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.3
-- laag: aanslagbiljet
-- titel: Een aanslagbiljet zegt het belastbare inkomen
-- klasse: ontbrekend
-- actie: Lever wat op het aanslagbiljet staat.
select
    rij,
    'gezamenlijk_belastbaar_inkomen' as kolom,
    null as waarde,
    'Het gezamenlijk en het afzonderlijk belastbaar inkomen ontbreken. Lever wat op het aanslagbiljet staat.' as melding
from landing.cwr_aanslagbiljet_veld
where
    levering_id = %(levering_id)s
    and gezamenlijk_belastbaar_inkomen is null
    and afzonderlijk_belastbaar_inkomen is null
