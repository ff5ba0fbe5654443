-- regel: LMVW-11a_knelpunten
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Geen of Onbekend staat niet naast een knelpunt
select
    rij,
    'knelpunten_meerkeuze' as kolom,
    knelpunten_meerkeuze as waarde,
    'Geen of Onbekend kan niet samen met een ander knelpunt. Kies het een of het ander.' as melding
from pg_temp.plan
where knelpunten_meerkeuze ~* '(^|[,|"[])[ "]*(geen|onbekend)[ "]*($|[],|])' and knelpunten_meerkeuze ~ '[^],|" []+.*[,|].*[^],|" []+'
