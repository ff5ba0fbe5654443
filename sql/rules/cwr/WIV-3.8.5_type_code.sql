-- regel: WIV-3.8.5_type_code
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: arbeidsongeschiktheid
-- titel: De code in ao_type staat in de lijst ao_type
-- klasse: foutief
-- actie: Gebruik een code uit de lijst ao_type, of meld welke code de lijst mist.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    kolom,
    null as waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst ao_type, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'arbeidsongeschiktheid'
    and kolom = 'ao_type'
