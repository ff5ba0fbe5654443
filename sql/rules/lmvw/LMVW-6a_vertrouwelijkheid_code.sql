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
        'Deze code is onbekend. Gebruik een van: %%s.', (select string_agg(niveau.code, ' | ' order by niveau.code) from pg_temp.niveau)
    ) as melding
from pg_temp.plan
where trim(vertrouwelijkheid) <> '' and vertrouwelijkheid not in (select niveau.code from pg_temp.niveau)
