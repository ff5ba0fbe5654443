-- regel: WIV-3.10.15_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huureinde
-- titel: Een opzegging of ontbinding heeft een reden
-- klasse: ontbrekend
-- actie: Lever de reden van de opzegging of ontbinding.
select
    rij,
    'huureinde_soort' as kolom,
    huureinde_soort as waarde,
    'De reden ontbreekt. Lever de reden van de opzegging of ontbinding.' as melding
from pg_temp.huureinde
where
    (huureinde_soort ~ '^opzeg' and opzeg_reden is null)
    or (huureinde_soort ~ '^ontbinding' and ontbinding_reden is null)
