-- regel: WIV-3.4.9_periode
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: Een toekenning eindigt niet voor haar begin
-- klasse: foutief
-- actie: Verbeter de begindatum of de einddatum.
select
    rij,
    'einddatum' as kolom,
    einddatum as waarde,
    'De einddatum ligt voor de begindatum. Verbeter de begindatum of de einddatum.' as melding
from landing.cwr_ocmw_maand_veld
where
    levering_id = %(levering_id)s
    and landing.datum(einddatum) < landing.datum(begindatum)
