-- regel: WIV-3.6.2_maand
-- ernst: waarschuwing
-- artikel: 3.6
-- laag: werkloosheid
-- titel: De maand van een werkloosheidsuitkering ligt voor de peildatum
-- klasse: foutief
-- actie: Verbeter de maand van de uitkering.
select
    uitkering.rij,
    'maand' as kolom,
    uitkering.maand as waarde,
    'Deze maand ligt na de peildatum. Verbeter de maand van de uitkering.' as melding
from landing.cwr_werkloosheid_veld as uitkering
cross join pg_temp.levering
where
    uitkering.levering_id = %(levering_id)s
    and uitkering.maand > to_char(levering.peildatum, 'YYYY-MM')
