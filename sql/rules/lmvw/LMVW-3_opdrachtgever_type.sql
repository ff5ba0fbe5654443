-- regel: LMVW-3_opdrachtgever_type
-- ernst: waarschuwing
-- artikel: 3
-- laag: Planregistratie
-- titel: Opdrachtgever type is een bekende code
select
    rij,
    'opdrachtgever_type' as kolom,
    opdrachtgever_type as waarde,
    format(
        'Deze code is onbekend. Gebruik een van: %%s.',
        (select string_agg(code.code, ' | ' order by code.code) from referentie.code_opdrachtgever_type as code)
    ) as melding
from landing.lmvw_planregistratie_veld
where
    levering_id = %(levering_id)s
    and trim(opdrachtgever_type) <> ''
    and opdrachtgever_type not in (select code.code from referentie.code_opdrachtgever_type as code)
