-- regel: WIV-3.6.1_periode
-- ernst: waarschuwing
-- artikel: 3.6
-- laag: werkloosheid
-- titel: Een periode van werkloosheid eindigt niet voor haar begin
-- klasse: foutief
-- actie: Verbeter de begindatum of de einddatum.
select
    rij,
    'einddatum' as kolom,
    einddatum as waarde,
    'De einddatum ligt voor de begindatum. Verbeter de begindatum of de einddatum.' as melding
from landing.cwr_werkloosheid_veld
where
    levering_id = %(levering_id)s
    and landing.datum(einddatum) < landing.datum(begindatum)
