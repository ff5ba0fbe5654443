-- regel: WIV-3.5.7_volgorde
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenrecht
-- titel: Een huidig recht begint niet voor het pensioen
-- klasse: foutief
-- actie: Verbeter de begindatum van het recht of die van het pensioen.
select
    rij,
    'begindatum_recht' as kolom,
    begindatum_recht as waarde,
    'Het huidige recht begint voor het pensioen. Verbeter de begindatum van het recht of die van het pensioen.' as melding
from landing.cwr_pensioenrecht_veld
where
    levering_id = %(levering_id)s
    and landing.datum_laatste(begindatum_recht) < landing.datum_eerste(begindatum_pensioen)
