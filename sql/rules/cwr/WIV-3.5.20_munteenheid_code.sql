-- regel: WIV-3.5.20_munteenheid_code
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenbetaling
-- titel: De code in munteenheid staat in de lijst munteenheid
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst munteenheid en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'pensioenbetaling'
    and kolom = 'munteenheid'
