-- regel: WIV-3.8.1_sociale_status_code
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: arbeidsongeschiktheid
-- titel: De code in sociale_status staat in de lijst sociale_status
-- klasse: foutief
-- actie: Controleer de code.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    kolom,
    null as waarde,
    'Deze code staat op de peildatum niet in de lijst sociale_status en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'arbeidsongeschiktheid'
    and kolom = 'sociale_status'
