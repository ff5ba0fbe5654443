-- regel: LMVW-6a_detail_vertrouwelijk
-- ernst: blokkerend
-- artikel: 6.a
-- laag: DetailPlanning
-- titel: Een openbaar plan heeft geen vertrouwelijke jaarrijen
-- maatwerk: nee
-- The plan decides what is public: a year row that says otherwise is a mistake in one of both, and publishing cannot be undone.
select
    detail.rij,
    'vertrouwelijkheid' as kolom,
    detail.vertrouwelijkheid as waarde,
    'Deze jaarrij is vertrouwelijk, maar haar plan is openbaar. Maak beide gelijk.' as melding
from pg_temp.detail
where
    trim(detail.vertrouwelijkheid) <> ''
    and detail.vertrouwelijkheid not in (
        select niveau.code from pg_temp.niveau
        where niveau.vertrouwelijk in ('nee', 'bij_zacht')
    )
    and exists (
        select from pg_temp.plan
        where plan.sleutel = detail.sleutel and not plan.vertrouwelijk
    )
