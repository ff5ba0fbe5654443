-- regel: LMVW-3_status_planologisch
-- ernst: blokkerend
-- artikel: 3
-- laag: Planregistratie
-- titel: Planstatus is een code van de geldende basisset
with hint as (
    select
        plan.rij,
        min(geldend.code) as code
    from pg_temp.plan
    inner join
        pg_temp.planstatus as geldend
        on substring(lower(plan.status_planologisch), '^ *([1-4][abc]?)') = lower(split_part(geldend.code, '.', 1))
    group by plan.rij
),

versie as (
    select
        code,
        min(basisset_versie) as versie
    from referentie.code_status_planologisch
    group by code
)

select
    plan.rij,
    'status_planologisch' as kolom,
    plan.status_planologisch as waarde,
    case
        when not exists (select from pg_temp.planstatus) then 'Op deze peildatum gold nog geen basisset. Controleer de peildatum.'
        when versie.code is not null
            then 'Deze planstatus hoort bij basisset ' || versie.versie || ', die op deze peildatum niet geldt. Gebruik een geldende code.'
        when
            coalesce(hint.code, bedoeld.code) is not null
            then
                'Deze planstatus is onbekend. Bedoelt u ' || coalesce(hint.code, bedoeld.code)
                || '? Neem de schrijfwijze van de basisset over.'
        else
            'Deze planstatus is onbekend. Gebruik een van: '
            || (select string_agg(geldend.code, ' | ' order by geldend.code) from pg_temp.planstatus as geldend) || '.'
    end as melding
from pg_temp.plan
left join hint on plan.rij = hint.rij
left join versie on plan.status_planologisch = versie.code
left join
    pg_temp.bedoeld
    on
        bedoeld.veld = 'status_planologisch'
        and regexp_replace(lower(plan.status_planologisch), '[^a-z0-9]', '', 'g') = bedoeld.kern
where
    trim(plan.status_planologisch) <> ''
    and plan.status_planologisch not in (select geldend.code from pg_temp.planstatus as geldend)
