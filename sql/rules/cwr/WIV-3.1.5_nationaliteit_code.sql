-- regel: WIV-3.1.5_nationaliteit_code
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De code in nationaliteit_code staat in de lijst nationaliteit
-- klasse: foutief
-- actie: Gebruik een code uit de lijst nationaliteit, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst nationaliteit, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinslid'
    and kolom = 'nationaliteit_code'
