-- regel: LMVW-11a_jaar_bereik_detail
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: DetailPlanning
-- titel: Het jaar van een jaarrij is aannemelijk
select
    detail.rij,
    'jaartal' as kolom,
    detail.jaartal as waarde,
    'Dit jaar ligt meer dan 30 jaar voor of meer dan 50 jaar na de peildatum. Controleer het jaar.' as melding
from pg_temp.detail
cross join pg_temp.levering
where detail.jaar between 1900 and 2199 and detail.jaar not between levering.peiljaar - 30 and levering.peiljaar + 50
