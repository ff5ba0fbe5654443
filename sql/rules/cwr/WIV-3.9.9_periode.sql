-- regel: WIV-3.9.9_periode
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: gezinsbijslag
-- titel: Een recht op gezinsbijslag eindigt niet voor zijn begin
-- klasse: foutief
-- actie: Verbeter het begin of het einde van het recht.
select
    rij,
    'einde_recht' as kolom,
    einde_recht as waarde,
    'De einddatum ligt voor de begindatum. Verbeter het begin of het einde van het recht.' as melding
from landing.cwr_gezinsbijslag_veld
where
    levering_id = %(levering_id)s
    and landing.datum(einde_recht) < landing.datum(begin_recht)
