-- regel: LMVW-11a_realisatie_zacht
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Waar gebouwd wordt is de planstatus hard
select
    rij,
    'status_planologisch' as kolom,
    status_planologisch as waarde,
    format('Projectfase %%s past niet bij een zachte planstatus. Controleer of de planstatus is bijgewerkt.', left(projectfase, 40))
        as melding
from pg_temp.plan
where hard_zacht = 'zacht' and projectfase in ('5. Realisatie', '6. Nazorg', '7. Afgerond')
