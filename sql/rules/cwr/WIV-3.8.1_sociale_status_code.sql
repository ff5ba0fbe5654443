-- regel: WIV-3.8.1_sociale_status_code
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: arbeidsongeschiktheid
-- titel: De code in sociale_status staat in de lijst sociale_status
-- klasse: foutief
-- actie: Gebruik een code uit de lijst sociale_status, of meld welke code de lijst mist.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    kolom,
    null as waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst sociale_status, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'arbeidsongeschiktheid'
    and kolom = 'sociale_status'
