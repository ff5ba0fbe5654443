-- regel: PDB-12_woning_status_code
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: De code in status staat in de lijst woning_status
-- klasse: foutief
-- actie: Gebruik een code uit de lijst woning_status, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst woning_status, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'woning'
    and kolom = 'status'
