{{ config(schema='cwr_kluis', indexes=[{'columns': ['persoon_id'], 'unique': true}]) }}

with versie as (
    select * from {{ source('kluis', 'pseudoniem_versie') }}
),

pseudoniem as (
    select * from {{ source('kluis', 'pseudoniem') }}
),

-- A newer version shows when everybody has a pseudonym by it, and not before.
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
        pseudoniem.persoon_id,
        (array_agg(pseudoniem.pseudoniem) filter (where pseudoniem.doel = 'gsc'))[1] as pseudoniem_gsc,
        (array_agg(pseudoniem.pseudoniem) filter (where pseudoniem.doel = 'huurprijs'))[1] as pseudoniem_huurprijs,
        (array_agg(pseudoniem.pseudoniem) filter (where pseudoniem.doel = 'prestatie'))[1] as pseudoniem_prestatie,
        (array_agg(pseudoniem.pseudoniem) filter (where pseudoniem.doel = 'statistiek'))[1] as pseudoniem_statistiek,
        (array_agg(pseudoniem.pseudoniem) filter (where pseudoniem.doel = 'toezicht'))[1] as pseudoniem_toezicht,
        (array_agg(pseudoniem.pseudoniem) filter (where pseudoniem.doel = 'omgeving'))[1] as pseudoniem_omgeving
    from pseudoniem
    inner join getoond on pseudoniem.doel = getoond.doel and pseudoniem.versie = getoond.versie
    group by pseudoniem.persoon_id
)

select * from final
