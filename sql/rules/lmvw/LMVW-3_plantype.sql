-- regel: LMVW-3_plantype
-- ernst: waarschuwing
-- artikel: 3
-- laag: Planregistratie
-- titel: Plantype is een bekende code
with code as (
    select
        code,
        regexp_replace(lower(code), '[^a-z0-9]', '', 'g') as kern
    from referentie.code_plantype
)

select
    plan.rij,
    'plantype' as kolom,
    plan.plantype as waarde,
    coalesce(
        'Deze code is onbekend. Bedoelt u ' || min(bedoeld.code) || '? Neem de schrijfwijze van de basisset over.',
        format('Deze code is onbekend. Gebruik een van: %%s.', (select string_agg(code.code, ' | ' order by code.code) from code))
    ) as melding
from pg_temp.plan
left join code as bedoeld on regexp_replace(lower(plan.plantype), '[^a-z0-9]', '', 'g') = bedoeld.kern
where trim(plan.plantype) <> '' and plan.plantype not in (select code.code from code)
group by plan.rij, plan.plantype
