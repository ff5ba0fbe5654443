-- regel: LMVW-6a_detail_vertrouwelijk
-- ernst: blokkerend
-- artikel: 6.a
-- laag: DetailPlanning
-- titel: Een openbaar plan heeft geen vertrouwelijke jaarrijen
-- The plan decides what is public: a year row that says otherwise is a mistake in one of both, and publishing cannot be undone.
-- One pass over both layers instead of a join: rows that were just landed have no statistics, and a join would be planned blindly.
with openbaar as (
    select code
    from referentie.code_vertrouwelijkheid
    where bron = 'basisset' and vertrouwelijk = 'nee'
),

laag as (
    select
        null::bigint as rij,
        globalid as plan_id,
        vertrouwelijkheid,
        true as is_plan
    from pg_temp.plan
    where globalid is not null
    union all
    select
        rij,
        parent_globalid as plan_id,
        vertrouwelijkheid,
        false as is_plan
    from landing.lmvw_detailplanning_veld
    where parent_globalid is not null
),

gepaard as (
    select
        rij,
        vertrouwelijkheid,
        is_plan,
        bool_or(is_plan and vertrouwelijkheid in (select openbaar.code from openbaar))
            over (partition by lower(trim(both '{} ' from plan_id)))
            as plan_is_openbaar
    from laag
)

select
    rij,
    'vertrouwelijkheid' as kolom,
    vertrouwelijkheid as waarde,
    'Deze jaarrij is vertrouwelijk, maar haar plan is openbaar. Maak beide gelijk.' as melding
from gepaard
where
    not is_plan
    and plan_is_openbaar
    and trim(vertrouwelijkheid) <> ''
    and vertrouwelijkheid not in (select openbaar.code from openbaar)
