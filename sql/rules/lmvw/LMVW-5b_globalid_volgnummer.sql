-- regel: LMVW-5b_globalid_volgnummer
-- ernst: info
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Een GlobalID is geen volgnummer
select
    rij,
    'globalid' as kolom,
    globalid as waarde,
    'Dit is een volgnummer. Neem de vaste sleutel van uw systeem, anders is een plan in de volgende levering niet te herkennen.' as melding
from pg_temp.plan
where eigen_sleutel and sleutel ~ '^[0-9]{1,6}$'
