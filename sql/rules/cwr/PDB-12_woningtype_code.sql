-- regel: PDB-12_woningtype_code
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: De code in woningtype staat in de lijst woningtype
-- klasse: foutief
-- actie: Gebruik een code uit de lijst woningtype, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst woningtype, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'woning'
    and kolom = 'woningtype'
