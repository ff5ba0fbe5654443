-- regel: LMVW-5b_globalid_dubbel
-- ernst: blokkerend
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Elk plan komt een keer voor
-- maatwerk: nee
with plan as (
    select
        rij,
        globalid,
        count(*) over zelfde as aantal,
        min(rij) over zelfde as eerste_rij
    from pg_temp.plan
    where sleutel is not null
    window zelfde as (partition by sleutel)
)

select
    rij,
    'globalid' as kolom,
    globalid as waarde,
    format('Dit GlobalID komt %%s keer voor, voor het eerst in rij %%s. Geef elk plan een eigen GlobalID.', aantal, eerste_rij) as melding
from plan
where aantal > 1
