-- regel: LMVW-11a_oppervlakte
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: De oppervlakte van een plan is aannemelijk
select
    rij,
    'geometrie' as kolom,
    round(st_area(vlak))::text || ' m2' as waarde,
    case
        when st_area(vlak) < 10 then 'Dit vlak is kleiner dan 10 m2. Teken de ligging van het hele plan.'
        else 'Dit vlak is groter dan 1.000 hectare. Teken alleen het deel waar woningen komen.'
    end as melding
from pg_temp.plan
where st_area(vlak) not between 10 and 10000000
