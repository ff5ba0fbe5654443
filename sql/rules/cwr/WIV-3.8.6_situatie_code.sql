-- regel: WIV-3.8.6_situatie_code
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: arbeidsongeschiktheid
-- titel: De code in risico_situatie staat in de lijst risico_situatie
-- klasse: foutief
-- actie: Controleer de code.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    kolom,
    null as waarde,
    'Deze code staat op de peildatum niet in de lijst risico_situatie en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'arbeidsongeschiktheid'
    and kolom = 'risico_situatie'
