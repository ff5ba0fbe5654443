-- regel: WIV-3.2.1_nummer_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: Een eigenaar heeft het nummer van zijn soort
-- klasse: ontbrekend
-- actie: Lever het INSZ of KBO-nummer van de eigenaar, of verbeter zijn soort.
select
    rij,
    'eigenaar_soort' as kolom,
    eigenaar_soort as waarde,
    'Een persoon heeft een INSZ en een onderneming een KBO-nummer. '
    'Lever het INSZ of KBO-nummer van de eigenaar, of verbeter zijn soort.' as melding
from landing.cwr_eigenaar_veld
where
    levering_id = %(levering_id)s
    and (
        (eigenaar_soort = 'individueel' and insz_eigenaar is null)
        or (eigenaar_soort = 'onderneming' and ondernemingsnummer is null)
    )
