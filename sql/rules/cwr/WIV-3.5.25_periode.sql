-- regel: WIV-3.5.25_periode
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenbetaling
-- titel: Een referteperiode eindigt niet voor haar begin
-- klasse: foutief
-- actie: Verbeter de beginmaand of de eindmaand.
select
    rij,
    'eindmaand' as kolom,
    eindmaand as waarde,
    'De eindmaand ligt voor de beginmaand. Verbeter de beginmaand of de eindmaand.' as melding
from landing.cwr_pensioenbetaling_veld
where
    levering_id = %(levering_id)s
    and eindmaand < beginmaand
