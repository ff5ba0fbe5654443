-- regel: LMVW-11a_leeg_plan
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een plan gaat over woningen
select
    rij,
    'totaal_bouw' as kolom,
    totaal_bouw as waarde,
    'Dit plan bouwt en sloopt niets. Vul de aantallen in, of lever het plan als vervallen of afgerond.' as melding
from pg_temp.plan
where bouw = 0 and coalesce(sloop, 0) = 0 and not vervallen and coalesce(projectfase, '') <> '7. Afgerond'
