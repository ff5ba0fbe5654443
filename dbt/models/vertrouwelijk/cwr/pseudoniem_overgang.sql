{{ config(indexes=[{'columns': ['doel', 'oud']}]) }}

with versie as (
    select * from {{ source('kluis', 'pseudoniem_versie') }}
),

pseudoniem as (
    select * from {{ source('kluis', 'pseudoniem') }}
),

getoond as (
    select
        doel,
        max(versie) as versie
    from versie
    where compleet_op is not null and ingetrokken_op is null
    group by doel
),

final as (
    select
        oud.doel,
        oud.versie as oude_versie,
        oud.pseudoniem as oud,
        nieuw.versie as nieuwe_versie,
        nieuw.pseudoniem as nieuw
    from pseudoniem as oud
    inner join versie on oud.doel = versie.doel and oud.versie = versie.versie and versie.ingetrokken_op is null
    inner join getoond on oud.doel = getoond.doel and oud.versie < getoond.versie
    inner join pseudoniem as nieuw
        on
            oud.persoon_id = nieuw.persoon_id
            and getoond.doel = nieuw.doel
            and getoond.versie = nieuw.versie
)

select * from final
