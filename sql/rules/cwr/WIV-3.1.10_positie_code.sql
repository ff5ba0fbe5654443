-- regel: WIV-3.1.10_positie_code
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De code in positie_code staat in de lijst positie_gezin
-- klasse: foutief
-- actie: Gebruik een code uit de lijst positie_gezin, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst positie_gezin, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinslid'
    and kolom = 'positie_code'
