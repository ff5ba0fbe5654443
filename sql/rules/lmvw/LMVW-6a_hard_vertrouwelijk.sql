-- regel: LMVW-6a_hard_vertrouwelijk
-- ernst: blokkerend
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Een hard plan is niet vertrouwelijk
-- LMVW-6b: a vervallen plan may be confidential whatever its planstatus. Labels of the provincie (LMVW-5d) are not delivered by a gemeente.
select
    rij,
    'vertrouwelijkheid' as kolom,
    vertrouwelijkheid as waarde,
    'Een plan met een harde planstatus mag niet vertrouwelijk zijn. Herstel de vertrouwelijkheid of de planstatus.' as melding
from pg_temp.plan
where vertrouwelijk and hard_zacht = 'hard' and not vervallen
