-- regel: WIV-3.1.4_eeuw
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De controlecijfers van het INSZ passen bij de eeuw van de geboortedatum
-- klasse: foutief
-- actie: Zoek de persoon op in het Rijksregister en verbeter INSZ of geboortedatum.
-- A number can satisfy one century or, rarely, both; the birth date says which it must be.
select
    rij,
    'geboortedatum' as kolom,
    geboortedatum as waarde,
    'Het INSZ hoort bij een andere eeuw dan de geboortedatum. '
    'Zoek de persoon op in het Rijksregister en verbeter INSZ of geboortedatum.' as melding
from pg_temp.gezinslid
where
    case
        when geboortedatum ~ '^(18|19|20)[0-9]{2}-' and landing.insz_geldig(insz)
            then right(insz, 2)::integer <> 97 - mod(
                case when geboortedatum >= '2000' then 2000000000 else 0 end + left(insz, 9)::bigint, 97
            )
        else false
    end
