-- regel: WIV-3.8.6_situatie_code
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: arbeidsongeschiktheid
-- titel: De code in risico_situatie staat in de lijst risico_situatie
-- klasse: foutief
-- actie: Gebruik een code uit de lijst risico_situatie, of meld welke code de lijst mist.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    kolom,
    null as waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst risico_situatie, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'arbeidsongeschiktheid'
    and kolom = 'risico_situatie'
