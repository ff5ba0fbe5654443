-- regel: LMVW-3_plantype
-- ernst: waarschuwing
-- artikel: 3
-- laag: Planregistratie
-- titel: Plantype is een bekende code
select
    rij,
    'plantype' as kolom,
    plantype as waarde,
    format(
        'Deze code is onbekend. Gebruik een van: %%s.',
        (select string_agg(code.code, ' | ' order by code.code) from referentie.code_plantype as code)
    ) as melding
from landing.lmvw_planregistratie_veld
where
    levering_id = %(levering_id)s
    and trim(plantype) <> ''
    and plantype not in (select code.code from referentie.code_plantype as code)
