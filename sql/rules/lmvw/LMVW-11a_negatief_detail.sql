-- regel: LMVW-11a_negatief_detail
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: DetailPlanning
-- titel: Aantallen van een jaarrij zijn niet negatief
select
    rij,
    kolom,
    waarde,
    'Dit aantal woningen is negatief. Lever aantallen zonder minteken, en sloop in de kolommen voor sloop.' as melding
from pg_temp.cel
where aantal between -999999 and -1
