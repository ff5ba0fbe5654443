-- regel: LMVW-5b_detail_sleutel
-- ernst: info
-- artikel: 5.b
-- laag: DetailPlanning
-- titel: Het GlobalID van een jaarrij is van een rij
-- Informative: known exports take the id of the last block of a year, so nothing leans on it.
with jaarrij as (
    select
        rij,
        globalid,
        count(*) over (partition by lower(trim(both '{} ' from globalid))) as aantal
    from pg_temp.detail
    where trim(globalid) <> ''
)

select
    rij,
    'globalid' as kolom,
    globalid as waarde,
    format(
        'Dit GlobalID staat bij %%s jaarrijen. Wij gebruiken parent_globalid en jaartal. Meld het aan de leverancier van uw systeem.',
        aantal
    )
        as melding
from jaarrij
where aantal > 1
