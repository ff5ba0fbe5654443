-- regel: LMVW-5a_gemeente
-- ernst: blokkerend
-- artikel: 5.a
-- laag: Planregistratie
-- titel: Een gemeente levert haar eigen plannen
-- Deliveries carry names, no codes: the official name with or without its suffix, another spelling, or the name before a herindeling.
with naam as (
    select
        lower(gemeente_naam) as naam,
        gemeente_code
    from referentie.gemeente
    union
    select
        lower(regexp_replace(gemeente_naam, ' [(].*[)]$', '')) as naam,
        gemeente_code
    from referentie.gemeente
    union
    select
        lower(naam_variant) as naam,
        gemeente_code
    from referentie.gemeente_naam_variant
    union
    select
        lower(oude_gemeente_naam) as naam,
        gemeente_code
    from referentie.gemeente_herindeling
),

-- As people and their machines write it: Gemeente before it, a curly apostrophe, accents as separate signs.
gegeven as (
    select
        rij,
        gemeente,
        lower(
            normalize(
                translate(regexp_replace(trim(gemeente), '^gemeente +', '', 'i'), '‘’`´', ''''''''''), nfc
            )
        ) as naam
    from pg_temp.plan
    where trim(gemeente) <> ''
)

select
    plan.rij,
    'gemeente' as kolom,
    plan.gemeente as waarde,
    case
        when
            exists (
                select 1 from naam
                where naam.naam = plan.naam
            )
            then 'Dit plan is van een andere gemeente dan de bronhouder. Laat die gemeente het aanleveren.'
        else 'Deze gemeente is onbekend. Gebruik de officiële naam.'
    end as melding
from gegeven as plan
cross join pg_temp.levering
where
    exists (
        select 1 from referentie.gemeente
        where gemeente.gemeente_code = levering.bronhouder_code
    )
    and not exists (
        select 1 from naam
        where naam.naam = plan.naam and naam.gemeente_code = levering.bronhouder_code
    )
