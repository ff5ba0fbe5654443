-- regel: LMVW-5a_provincie
-- ernst: waarschuwing
-- artikel: 5.a
-- laag: Planregistratie
-- titel: Een plan ligt in de provincie van de gemeente
-- Whatever capitals, spaces and hyphens; Friesland has two names.
with eigen as (
    select
        gemeente.provincie_naam,
        regexp_replace(lower(gemeente.provincie_naam), '[^a-z]', '', 'g') as kern
    from pg_temp.levering
    inner join referentie.gemeente on levering.bronhouder_code = gemeente.gemeente_code
),

plan as (
    select
        rij,
        provincie,
        regexp_replace(lower(provincie), '[^a-z]', '', 'g') as kern
    from pg_temp.plan
    where trim(provincie) <> ''
)

select
    plan.rij,
    'provincie' as kolom,
    plan.provincie as waarde,
    format('De gemeente ligt in %%s. Controleer de provincie.', eigen.provincie_naam) as melding
from plan
cross join eigen
where
    plan.kern <> eigen.kern
    and not (plan.kern in ('fryslan', 'frysln', 'friesland') and eigen.kern in ('fryslan', 'frysln', 'friesland'))
