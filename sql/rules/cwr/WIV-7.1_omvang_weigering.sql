-- regel: WIV-7.1_omvang_weigering
-- ernst: blokkerend
-- treft: levering
-- artikel: 7
-- titel: Een volledig bericht neemt niet bijna alle woningen weg
-- klasse: onvolledig
-- actie: Lever alle woningen, of haal eerst met een mutatie weg wat er niet meer is.
-- A file that was cut is well formed too, and would end every lease that is not in it. Who really has so few left says so woning by woning.
select
    null::bigint as rij,
    'woning' as kolom,
    nu::text as waarde,
    format(
        'Er golden %%s woningen, dit bericht heeft er %%s. Lever alle woningen, of haal eerst met een mutatie weg wat er niet meer is.',
        eerder, nu
    ) as melding
from pg_temp.daling
where
    eerder >= vanaf_woningen
    and 100 * nu < weigering_procent * eerder
    -- One without any is told so by WIV-5.1_volledig_leeg.
    and nu > 0
