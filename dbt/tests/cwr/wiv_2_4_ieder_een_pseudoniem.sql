-- WIV-2, WIV-4: every person in the vault has a pseudonym for every purpose, so no row of a confidential relation lacks one.
with persoon as (
    select * from {{ source('kluis', 'persoon_sleutel') }}
),

pseudoniem as (
    select * from {{ ref('persoon_pseudoniem') }}
),

final as (
    select 1 as gevonden
    from persoon
    left join pseudoniem on persoon.persoon_id = pseudoniem.persoon_id
    where
        num_nonnulls(
            pseudoniem.pseudoniem_gsc, pseudoniem.pseudoniem_huurprijs, pseudoniem.pseudoniem_prestatie,
            pseudoniem.pseudoniem_statistiek, pseudoniem.pseudoniem_toezicht, pseudoniem.pseudoniem_omgeving
        ) < 6
)

select * from final
