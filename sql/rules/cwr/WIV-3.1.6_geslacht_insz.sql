-- regel: WIV-3.1.6_geslacht_insz
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: Het geslacht past bij het INSZ
-- klasse: onnauwkeurig
-- actie: Zoek de persoon op in het Rijksregister en verbeter INSZ of geslacht.
-- The counter is odd for a man. A bis number with 20 added to the month was given before the sex was known: nothing follows from it.
select
    rij,
    'geslacht' as kolom,
    geslacht as waarde,
    'Het geslacht verschilt van dat in het INSZ. Zoek de persoon op in het Rijksregister en verbeter INSZ of geslacht.' as melding
from pg_temp.gezinslid
where
    case
        when geslacht in ('1', '2') and landing.insz_geldig(insz)
            then
                substr(insz, 3, 2)::integer not between 20 and 32
                and mod(substr(insz, 7, 3)::integer, 2) <> mod(geslacht::integer, 2)
        else false
    end
