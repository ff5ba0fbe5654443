-- WIV-3.1: whoever a message names that counts, by INSZ or without, and every gezinslid of one that did, is one person in the vault, and
-- every person there is delivered.
with geleverd as (
    select distinct {{ persoon_nummer('persoon') }} as nummer
    from {{ ref('stg_cwr__persoon') }} as persoon
),

kluis as (
    select {{ persoon_nummer('sleutel') }} as nummer
    from {{ ref('persoon') }} as persoon
    inner join {{ source('kluis', 'persoon_sleutel') }} as sleutel on persoon.persoon_id = sleutel.persoon_id
),

final as (
    select 1 as gevonden
    from geleverd
    full join kluis on geleverd.nummer = kluis.nummer
    where geleverd.nummer is null or kluis.nummer is null
)

select * from final
