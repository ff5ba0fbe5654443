-- regel: LMVW-11a_plannaam_lengte
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een plannaam is een naam
select
    rij,
    'plannaam' as kolom,
    left(plannaam, 200) as waarde,
    case
        when length(trim(plannaam)) < 3 then 'Deze plannaam is korter dan drie tekens. Geef de naam waaronder het plan bekend is.'
        else format('Deze plannaam heeft %%s tekens. Geef een korte naam: een beschrijving hoort bij de opmerkingen.', length(plannaam))
    end as melding
from pg_temp.plan
where length(trim(plannaam)) not in (0) and length(trim(plannaam)) not between 3 and 150
