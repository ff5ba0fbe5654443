-- regel: LMVW-3_opdrachtgever_type
-- ernst: waarschuwing
-- artikel: 3
-- laag: Planregistratie
-- titel: Opdrachtgever type is een bekende code
with code as (
    select
        code,
        regexp_replace(lower(code), '[^a-z0-9]', '', 'g') as kern
    from referentie.code_opdrachtgever_type
)

select
    plan.rij,
    'opdrachtgever_type' as kolom,
    plan.opdrachtgever_type as waarde,
    coalesce(
        'Deze code is onbekend. Bedoelt u ' || min(bedoeld.code) || '? Neem de schrijfwijze van de basisset over.',
        format('Deze code is onbekend. Gebruik een van: %%s.', (select string_agg(code.code, ' | ' order by code.code) from code))
    ) as melding
from pg_temp.plan
left join code as bedoeld on regexp_replace(lower(plan.opdrachtgever_type), '[^a-z0-9]', '', 'g') = bedoeld.kern
where trim(plan.opdrachtgever_type) <> '' and plan.opdrachtgever_type not in (select code.code from code)
group by plan.rij, plan.opdrachtgever_type
