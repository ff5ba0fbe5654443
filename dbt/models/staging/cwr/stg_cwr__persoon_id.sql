{#-
    WIV-3.1.1: the one place where a history gets the number of a person. A view, so it has the numbers that were drawn after staging was
    built, also of persons whom only earlier messages delivered.
-#}
with sleutel as (
    select * from {{ source('kluis', 'persoon_sleutel') }}
),

final as (
    select
        insz,
        persoon_id
    from sleutel
    where insz is not null
)

select * from final
