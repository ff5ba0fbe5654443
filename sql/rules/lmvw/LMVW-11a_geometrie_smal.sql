-- regel: LMVW-11a_geometrie_smal
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een vlak is breed genoeg om op te bouwen
-- A sliver is left where a border was drawn twice. Twice the area by the perimeter is the width of a long shape.
select
    rij,
    'geometrie' as kolom,
    null as waarde,
    'Dit vlak is gemiddeld minder dan twee meter breed. Verwijder restjes van het tekenen of teken het vlak opnieuw.' as melding
from pg_temp.plan
where st_area(vlak) >= 10 and 2 * st_area(vlak) / st_perimeter(vlak) < 2
