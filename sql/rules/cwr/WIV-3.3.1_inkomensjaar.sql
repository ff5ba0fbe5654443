-- regel: WIV-3.3.1_inkomensjaar
-- ernst: waarschuwing
-- artikel: 3.3
-- laag: aanslagbiljet
-- titel: Een aanslagbiljet is ingekohierd na zijn inkomensjaar en voor de peildatum
-- klasse: foutief
-- actie: Verbeter het inkomensjaar of de inkohierdatum.
select
    biljet.rij,
    'inkomensjaar' as kolom,
    biljet.inkomensjaar as waarde,
    'Het inkomensjaar en de inkohierdatum passen niet bij elkaar of bij de peildatum. '
    'Verbeter het inkomensjaar of de inkohierdatum.' as melding
from landing.cwr_aanslagbiljet_veld as biljet
cross join pg_temp.levering
where
    biljet.levering_id = %(levering_id)s
    and (
        landing.geheel(biljet.inkomensjaar) >= extract(year from levering.peildatum)
        or landing.geheel(biljet.inkomensjaar) >= extract(year from landing.datum(biljet.inkohierdatum))
        or landing.datum(biljet.inkohierdatum) > levering.peildatum
    )
