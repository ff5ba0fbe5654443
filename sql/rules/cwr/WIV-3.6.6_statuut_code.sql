-- regel: WIV-3.6.6_statuut_code
-- ernst: waarschuwing
-- artikel: 3.6
-- laag: werkloosheid
-- titel: De code in statuut_dossier staat in de lijst rva_statuut
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst rva_statuut en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'werkloosheid'
    and kolom = 'statuut_dossier'
