-- regel: LMVW-11a_middenhuur_corporatie
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Middenhuur van corporaties is middenhuur
-- Informative: the classes may be net of demolition, see LMVW-11a_koophuursom.
select
    rij,
    'aantal_middenhuur_corporatie' as kolom,
    aantal_middenhuur_corporatie as waarde,
    format('Dit is meer dan de woningen in huurklasse 3, middenhuur (%%s). Controleer beide.', totaal_huur3) as melding
from pg_temp.plan
where landing.geheel(aantal_middenhuur_corporatie) > landing.geheel(totaal_huur3)
