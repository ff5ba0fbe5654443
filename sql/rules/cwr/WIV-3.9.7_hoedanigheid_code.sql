-- regel: WIV-3.9.7_hoedanigheid_code
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: gezinsbijslag
-- titel: De code in hoedanigheid staat in de lijst bijslag_hoedanigheid
-- klasse: foutief
-- actie: Gebruik een code uit de lijst bijslag_hoedanigheid, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst bijslag_hoedanigheid, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinsbijslag'
    and kolom = 'hoedanigheid'
