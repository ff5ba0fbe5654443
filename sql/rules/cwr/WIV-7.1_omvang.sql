-- regel: WIV-7.1_omvang
-- ernst: waarschuwing
-- artikel: 7
-- titel: Een volledig bericht heeft niet ineens veel minder woningen
-- klasse: onvolledig
-- actie: Controleer of alle woningen in het bericht staan en lever anders opnieuw.
-- What a full message leaves out is gone. As LMVW-4d_omvang; below the other share the message is refused (WIV-7.1_omvang_weigering).
select
    null::bigint as rij,
    'woning' as kolom,
    nu::text as waarde,
    format(
        'Er golden %%s woningen, dit bericht heeft er %%s. Controleer of alle woningen in het bericht staan en lever anders opnieuw.',
        eerder, nu
    ) as melding
from pg_temp.daling
where
    eerder >= vanaf_woningen
    and 100 * nu < waarschuwing_procent * eerder
    and 100 * nu >= weigering_procent * eerder
