-- regel: WIV-5.1_volledig_leeg
-- ernst: blokkerend
-- treft: levering
-- artikel: 5
-- titel: Een volledig bericht heeft woningen
-- klasse: onvolledig
-- actie: Lever alle woningen, of maak er een mutatie van.
-- What a full message leaves out is gone: an empty one would take away every woning.
select
    null::bigint as rij,
    'soort' as kolom,
    bericht.soort as waarde,
    'Een volledig bericht zonder woningen neemt alle woningen weg. Lever alle woningen, of maak er een mutatie van.' as melding
from landing.cwr_bericht_veld as bericht
where
    bericht.levering_id = %(levering_id)s
    and bericht.soort = 'volledig'
    and not exists (select from pg_temp.woning)
