-- regel: WIV-3.1.6_geslacht_code
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De code in geslacht staat in de lijst geslacht
-- klasse: foutief
-- actie: Gebruik een code uit de lijst geslacht, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst geslacht, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinslid'
    and kolom = 'geslacht'
