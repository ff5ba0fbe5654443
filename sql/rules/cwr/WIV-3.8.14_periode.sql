-- regel: WIV-3.8.14_periode
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: aoVergoeding
-- titel: Een vergoeding eindigt niet voor haar begin
-- klasse: foutief
-- actie: Verbeter de begindatum of de einddatum.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    'einddatum' as kolom,
    null as waarde,
    'De einddatum ligt voor de begindatum. Verbeter de begindatum of de einddatum.' as melding
from landing.cwr_ao_vergoeding_veld
where
    levering_id = %(levering_id)s
    and landing.datum(einddatum) < landing.datum(begindatum)
