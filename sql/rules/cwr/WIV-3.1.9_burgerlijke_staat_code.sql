-- regel: WIV-3.1.9_burgerlijke_staat_code
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De code in burgerlijke_staat_code staat in de lijst burgerlijke_staat
-- klasse: foutief
-- actie: Gebruik een code uit de lijst burgerlijke_staat, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst burgerlijke_staat, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinslid'
    and kolom = 'burgerlijke_staat_code'
