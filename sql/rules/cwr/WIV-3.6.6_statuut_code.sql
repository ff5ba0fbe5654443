-- regel: WIV-3.6.6_statuut_code
-- ernst: waarschuwing
-- artikel: 3.6
-- laag: werkloosheid
-- titel: De code in statuut_dossier staat in de lijst rva_statuut
-- klasse: foutief
-- actie: Gebruik een code uit de lijst rva_statuut, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst rva_statuut, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'werkloosheid'
    and kolom = 'statuut_dossier'
