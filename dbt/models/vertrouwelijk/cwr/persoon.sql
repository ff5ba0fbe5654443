{{
    config(
        schema='cwr_kluis',
        indexes=[
            {'columns': ['persoon_id'], 'unique': true},
            {'columns': ['insz']},
        ],
    )
}}

with gezinslid as (
    select * from {{ ref('stg_cwr__gezinslid') }}
),

sleutel as (
    select * from {{ source('kluis', 'pseudoniem_sleutel') }}
),

-- A person whom several woonmaatschappijen deliver is as the latest of them says.
laatste as (
    select distinct on (insz) *
    from gezinslid
    order by insz asc, peildatum desc, levering_id desc, rij desc
),

final as (
    select
        encode(
            substr(hmac(convert_to(laatste.insz, 'UTF8'), sleutel.sleutel, 'sha256'), 1, 16), 'hex'
        )::uuid as persoon_id,
        laatste.insz,
        laatste.naam,
        laatste.voornamen,
        laatste.geboortedatum,
        laatste.geboorte_datum,
        laatste.geslacht,
        laatste.nationaliteit_code
    from laatste
    cross join sleutel
)

select * from final
