-- regel: WIV-3.1.1_twee_geboortedatums
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: Een persoon heeft in de hele levering een geboortedatum
-- klasse: foutief
-- actie: Zoek de persoon op in het Rijksregister en verbeter INSZ of geboortedatum.
-- Unknown parts (99) contradict nothing.
with persoon as (
    select insz
    from pg_temp.gezinslid
    where
        insz is not null
        and geboortedatum ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
    group by insz
    having
        count(distinct nullif(substr(geboortedatum, 1, 4), '9999')) > 1
        or count(distinct nullif(substr(geboortedatum, 6, 2), '99')) > 1
        or count(distinct nullif(substr(geboortedatum, 9, 2), '99')) > 1
)

select
    gezinslid.rij,
    'geboortedatum' as kolom,
    gezinslid.geboortedatum as waarde,
    'Deze persoon staat elders in de levering met een andere geboortedatum. '
    'Zoek de persoon op in het Rijksregister en verbeter INSZ of geboortedatum.' as melding
from pg_temp.gezinslid
inner join persoon on gezinslid.insz = persoon.insz
