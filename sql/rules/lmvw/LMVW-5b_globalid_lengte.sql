-- regel: LMVW-5b_globalid_lengte
-- ernst: blokkerend
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Een GlobalID is een sleutel
-- maatwerk: nee
-- Every known source writes a GUID of 36 or 38 characters; a text of pages long fits no index.
select
    rij,
    'globalid' as kolom,
    left(globalid, 64) as waarde,
    format('Het GlobalID heeft %%s tekens, meer dan 64. Neem de sleutel over die het plan in uw eigen systeem heeft.', length(globalid))
        as melding
from pg_temp.plan
where eigen_sleutel and length(globalid) > 64
