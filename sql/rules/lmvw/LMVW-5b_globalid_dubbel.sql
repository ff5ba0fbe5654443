-- regel: LMVW-5b_globalid_dubbel
-- ernst: blokkerend
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Elk plan komt een keer voor
with plan as (
    select
        rij,
        globalid,
        count(*) over zelfde as aantal,
        min(rij) over zelfde as eerste_rij
    from landing.lmvw_planregistratie_veld
    where levering_id = %(levering_id)s and trim(globalid) <> ''
    window zelfde as (partition by lower(trim(both '{} ' from globalid)))
)

select
    rij,
    'globalid' as kolom,
    globalid as waarde,
    format('Dit GlobalID komt %%s keer voor, voor het eerst in rij %%s. Geef elk plan een eigen GlobalID.', aantal, eerste_rij) as melding
from plan
where aantal > 1
