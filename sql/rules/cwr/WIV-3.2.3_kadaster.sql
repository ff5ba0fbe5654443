-- regel: WIV-3.2.3_kadaster
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: De CaPaKey is gelijk aan de kadastrale gegevens ernaast
-- klasse: foutief
-- actie: Verbeter de CaPaKey, de afdeling, de sectie of het grondnummer.
select
    rij,
    'capakey' as kolom,
    capakey as waarde,
    'De CaPaKey verschilt van de afdeling, de sectie of het grondnummer. '
    'Verbeter de CaPaKey, de afdeling, de sectie of het grondnummer.' as melding
from landing.cwr_eigenaar_veld
where
    levering_id = %(levering_id)s
    and capakey ~ '^[0-9]{5}[A-Z][0-9]{4}/[0-9]{2}[A-Z_][0-9]{3}$'
    and kadastrale_afdeling is not null
    and left(capakey, 10) <> concat(kadastrale_afdeling, sectie, lpad(grondnummer, 4, '0'))
