-- regel: WIV-3.1.10_kind_ouder
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: Een kind is jonger dan de referentiepersoon
-- klasse: onnauwkeurig
-- actie: Verbeter de positie in het gezin of de geboortedatum.
with ouder as (
    select
        contractnummer,
        max(landing.datum_eerste(geboortedatum)) as geboren
    from pg_temp.gezinslid
    where positie_code = '01'
    group by contractnummer
)

select
    kind.rij,
    'positie_code' as kolom,
    kind.positie_code as waarde,
    'Dit kind is ouder dan de referentiepersoon. Verbeter de positie in het gezin of de geboortedatum.' as melding
from pg_temp.gezinslid as kind
inner join ouder on kind.contractnummer = ouder.contractnummer
where
    kind.positie_code = '03'
    and landing.datum_laatste(kind.geboortedatum) <= ouder.geboren
