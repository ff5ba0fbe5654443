-- regel: WIV-3.10.15_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huureinde
-- titel: Een opzegging of ontbinding heeft een reden
-- klasse: ontbrekend
-- actie: Lever de reden van de opzegging of ontbinding.
select
    huureinde.rij,
    reden.kolom,
    null as waarde,
    'De reden ontbreekt. Lever de reden van de opzegging of ontbinding.' as melding
from pg_temp.huureinde
cross join
    lateral (
        values
        ('opzeg_reden', '^opzeg', huureinde.opzeg_reden),
        ('ontbinding_reden', '^ontbinding', huureinde.ontbinding_reden)
    ) as reden (kolom, soort, waarde)
where
    huureinde.huureinde_soort ~ reden.soort
    and reden.waarde is null
