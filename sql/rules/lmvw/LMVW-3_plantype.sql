-- regel: LMVW-3_plantype
-- ernst: waarschuwing
-- artikel: 3
-- laag: Planregistratie
-- titel: Plantype is een bekende code
with code as (
    select code from pg_temp.code
    where veld = 'plantype'
)

select
    plan.rij,
    'plantype' as kolom,
    plan.plantype as waarde,
    case
        when bedoeld.code is not null
            then format('Deze code %%s. Bedoelt u %%s? Neem de schrijfwijze van de basisset over.', bedoeld.waarom, bedoeld.code)
        else format('Deze code is onbekend. Gebruik een van: %%s.', (select string_agg(code.code, ' | ' order by code.code) from code))
    end as melding
from pg_temp.plan
left join
    pg_temp.bedoeld
    on bedoeld.veld = 'plantype' and regexp_replace(lower(plan.plantype), '[^a-z0-9]', '', 'g') = bedoeld.kern
where trim(plan.plantype) <> '' and plan.plantype not in (select code.code from code)
