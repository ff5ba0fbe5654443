-- regel: LMVW-11a_geometrie_hoogte
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een vlak heeft geen hoogte
select
    rij,
    'geometrie' as kolom,
    case zm when 1 then 'M' when 2 then 'Z' else 'ZM' end as waarde,
    'Dit vlak heeft hoogten of meetwaarden. Die worden bewaard, maar niet gebruikt.' as melding
from pg_temp.plan
where zm > 0
