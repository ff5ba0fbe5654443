-- regel: WIV-3.1.12_toekomst
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: wijziging
-- titel: Een wijziging heeft al uitwerking
-- klasse: foutief
-- actie: Lever de wijziging opnieuw vanaf de dag waarop zij ingaat.
select
    wijziging.rij,
    'geldig_van' as kolom,
    wijziging.geldig_van as waarde,
    'Deze wijziging gaat in na de peildatum. Lever de wijziging opnieuw vanaf de dag waarop zij ingaat.' as melding
from landing.cwr_wijziging_veld as wijziging
cross join pg_temp.levering
where
    wijziging.levering_id = %(levering_id)s
    and landing.datum_eerste(wijziging.geldig_van) > levering.peildatum
