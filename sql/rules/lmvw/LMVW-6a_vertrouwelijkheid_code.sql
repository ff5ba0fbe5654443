-- regel: LMVW-6a_vertrouwelijkheid_code
-- ernst: blokkerend
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Vertrouwelijkheid is een bekende code
select
    rij,
    'vertrouwelijkheid' as kolom,
    vertrouwelijkheid as waarde,
    format(
        'Deze code is onbekend. Gebruik een van: %%s.',
        (
            select string_agg(code.code, ' | ' order by code.code)
            from referentie.code_vertrouwelijkheid as code
            where code.bron = 'basisset'
        )
    ) as melding
from pg_temp.plan
where
    trim(vertrouwelijkheid) <> ''
    and vertrouwelijkheid not in (select code.code from referentie.code_vertrouwelijkheid as code where code.bron = 'basisset')
