-- regel: LMVW-6a_detail_vertrouwelijk
-- ernst: blokkerend
-- artikel: 6.a
-- laag: DetailPlanning
-- titel: Een openbaar plan heeft geen vertrouwelijke jaarrijen
-- The plan decides what is public: a year row that says otherwise is a mistake in one of both, and publishing cannot be undone.
with plan as (
    select globalid
    from landing.lmvw_planregistratie_veld
    where
        levering_id = %(levering_id)s
        and vertrouwelijkheid in (
            select niveau.code from referentie.code_vertrouwelijkheid as niveau
            where not niveau.vertrouwelijk
        )
)

select
    detail.rij,
    'vertrouwelijkheid' as kolom,
    detail.vertrouwelijkheid as waarde,
    'Deze jaarrij is vertrouwelijk, maar haar plan is openbaar. Maak beide gelijk.' as melding
from landing.lmvw_detailplanning_veld as detail
inner join plan on detail.parent_globalid = plan.globalid
where
    detail.levering_id = %(levering_id)s
    and trim(detail.vertrouwelijkheid) <> ''
    and not exists (
        select 1
        from referentie.code_vertrouwelijkheid as niveau
        where niveau.code = detail.vertrouwelijkheid and not niveau.vertrouwelijk
    )
