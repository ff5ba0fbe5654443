-- regel: LMVW-3_opdrachtgever_type
-- ernst: waarschuwing
-- artikel: 3
-- laag: Planregistratie
-- titel: Opdrachtgever type is een bekende code
with code as (
    select code from pg_temp.code
    where veld = 'opdrachtgever_type'
)

select
    plan.rij,
    'opdrachtgever_type' as kolom,
    plan.opdrachtgever_type as waarde,
    case
        when bedoeld.code is not null
            then format('Deze code %%s. Bedoelt u %%s? Neem de schrijfwijze van de basisset over.', bedoeld.waarom, bedoeld.code)
        else format('Deze code is onbekend. Gebruik een van: %%s.', (select string_agg(code.code, ' | ' order by code.code) from code))
    end as melding
from pg_temp.plan
left join
    pg_temp.bedoeld
    on bedoeld.veld = 'opdrachtgever_type' and regexp_replace(lower(plan.opdrachtgever_type), '[^a-z0-9]', '', 'g') = bedoeld.kern
where trim(plan.opdrachtgever_type) <> '' and plan.opdrachtgever_type not in (select code.code from code)
