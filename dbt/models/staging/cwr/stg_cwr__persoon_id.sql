{#- WIV-3.1.1: the one place where a history gets the surrogate of an INSZ, also of persons whom only earlier messages delivered. -#}
with geleverd as (
    select distinct insz from {{ source('landing', 'cwr_gezinslid_veld') }}
    where insz is not null
),

sleutel as (
    select * from {{ source('kluis', 'pseudoniem_sleutel') }}
),

final as (
    select
        geleverd.insz,
        encode(
            substr(hmac(convert_to(geleverd.insz, 'UTF8'), sleutel.sleutel, 'sha256'), 1, 16), 'hex'
        )::uuid as persoon_id
    from geleverd
    cross join sleutel
)

select * from final
