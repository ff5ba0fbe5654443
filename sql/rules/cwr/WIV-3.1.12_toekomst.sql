-- regel: WIV-3.1.12_toekomst
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: wijziging
-- titel: Een wijziging heeft al uitwerking
-- klasse: foutief
-- actie: Lever haar wanneer zij is ingegaan.
select
    wijziging.rij,
    'geldig_van' as kolom,
    wijziging.geldig_van as waarde,
    'Deze wijziging gaat in na de peildatum. Lever haar wanneer zij is ingegaan.' as melding
from landing.cwr_wijziging_veld as wijziging
cross join pg_temp.levering
where
    wijziging.levering_id = %(levering_id)s
    and landing.datum_eerste(wijziging.geldig_van) > levering.peildatum
