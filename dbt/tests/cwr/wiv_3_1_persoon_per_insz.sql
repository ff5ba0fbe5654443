-- WIV-3.1: every delivered INSZ has one person, and every person is delivered.
with geleverd as (
    select distinct insz from {{ ref('stg_cwr__gezinslid') }}
),

persoon as (
    select * from {{ ref('persoon') }}
),

final as (
    select 1 as gevonden
    from geleverd
    full join persoon on geleverd.insz = persoon.insz
    where geleverd.insz is null or persoon.insz is null
)

select * from final
