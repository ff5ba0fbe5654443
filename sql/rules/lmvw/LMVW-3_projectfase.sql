-- regel: LMVW-3_projectfase
-- ernst: waarschuwing
-- artikel: 3
-- laag: Planregistratie
-- titel: Projectfase is een bekende code
select
    rij,
    'projectfase' as kolom,
    projectfase as waarde,
    format(
        'Deze code is onbekend. Gebruik een van: %%s.',
        (select string_agg(code.code, ' | ' order by code.code) from referentie.code_projectfase as code)
    ) as melding
from landing.lmvw_planregistratie_veld
where
    levering_id = %(levering_id)s
    and trim(projectfase) <> ''
    and projectfase not in (select code.code from referentie.code_projectfase as code)
