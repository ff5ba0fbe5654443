-- regel: LMVW-6a_vertrouwelijkheid_code
-- ernst: blokkerend
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Vertrouwelijkheid is een bekende code
with code as (
    select code from pg_temp.code
    where veld = 'vertrouwelijkheid'
)

select
    plan.rij,
    'vertrouwelijkheid' as kolom,
    plan.vertrouwelijkheid as waarde,
    case
        when bedoeld.code is not null
            then format('Deze code %%s. Bedoelt u %%s? Neem deze schrijfwijze over.', bedoeld.waarom, bedoeld.code)
        else format('Deze code is onbekend. Gebruik een van: %%s.', (select string_agg(code.code, ' | ' order by code.code) from code))
    end as melding
from pg_temp.plan
left join
    pg_temp.bedoeld
    on bedoeld.veld = 'vertrouwelijkheid' and regexp_replace(lower(plan.vertrouwelijkheid), '[^a-z0-9]', '', 'g') = bedoeld.kern
where trim(plan.vertrouwelijkheid) <> '' and plan.vertrouwelijkheid not in (select code.code from code)
