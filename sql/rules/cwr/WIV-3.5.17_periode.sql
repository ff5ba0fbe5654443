-- regel: WIV-3.5.17_periode
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenrecht
-- titel: Een recht op pensioen eindigt niet voor zijn begin
-- klasse: foutief
-- actie: Verbeter de begindatum van het recht of de afsluitingsdatum.
select
    rij,
    'afsluitingsdatum' as kolom,
    afsluitingsdatum as waarde,
    'De afsluitingsdatum ligt voor de begindatum van het recht. Verbeter de begindatum van het recht of de afsluitingsdatum.' as melding
from landing.cwr_pensioenrecht_veld
where
    levering_id = %(levering_id)s
    and landing.datum(afsluitingsdatum) < landing.datum_eerste(begindatum_recht)
