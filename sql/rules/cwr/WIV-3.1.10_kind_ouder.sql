-- regel: WIV-3.1.10_kind_ouder
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: Een kind is jonger dan de referentiepersoon
-- klasse: onnauwkeurig
-- actie: Controleer positie en geboortedatum.
select
    kind.rij,
    'positie_code' as kolom,
    kind.positie_code as waarde,
    'Dit kind is ouder dan de referentiepersoon. Controleer positie en geboortedatum.' as melding
from pg_temp.gezinslid as kind
inner join pg_temp.gezinslid as ouder on kind.contractnummer = ouder.contractnummer
where
    kind.positie_code = '03'
    and ouder.positie_code = '01'
    and landing.datum_laatste(kind.geboortedatum) <= landing.datum_eerste(ouder.geboortedatum)
