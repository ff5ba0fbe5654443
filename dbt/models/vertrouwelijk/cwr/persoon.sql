{{
    config(
        schema='cwr_kluis',
        indexes=[
            {'columns': ['persoon_id'], 'unique': true},
            {'columns': ['insz']},
        ],
    )
}}

with geleverd as (
    select distinct {{ persoon_nummer('persoon') }} as nummer
    from {{ ref('stg_cwr__persoon') }} as persoon
),

gezinslid as (
    select * from {{ ref('stg_cwr__gezinslid') }}
),

sleutel as (
    select * from {{ source('kluis', 'persoon_sleutel') }}
),

levering as (
    select
        levering_id,
        besloten_op
    from {{ source('register', 'levering') }}
),

-- A person whom several woonmaatschappijen or leases name is as the message says that was accepted last, as in the history (WIV-5.1). Who
-- stands in no message that counts has a number and an INSZ here; the rest is history.
laatste as (
    select distinct on (genoemd.nummer) genoemd.*
    from (select {{ persoon_nummer('gezinslid') }} as nummer, gezinslid.* from gezinslid) as genoemd
    inner join levering on genoemd.levering_id = levering.levering_id
    order by genoemd.nummer asc, levering.besloten_op desc nulls last, genoemd.levering_id desc, genoemd.rij desc
),

-- The check digits fit a birth before 2000, from 2000 on (with a 2 before the nine digits), neither, or now and then both.
getoetst as (
    select
        sleutel.persoon_id,
        sleutel.insz,
        laatste.naam,
        laatste.voornamen,
        laatste.geboortedatum,
        laatste.geslacht,
        laatste.nationaliteit_code,
        laatste.beroep,
        laatste.straatnaam,
        laatste.huisnummer,
        laatste.busnummer,
        laatste.postcode,
        laatste.nis_code,
        laatste.nis_code_peildatum,
        laatste.nis_code_geleverd,
        right(sleutel.insz, 2)::integer = 97 - mod(left(sleutel.insz, 9)::bigint, 97) as past_voor_2000,
        right(sleutel.insz, 2)::integer = 97 - mod(2000000000 + left(sleutel.insz, 9)::bigint, 97) as past_vanaf_2000,
        substr(sleutel.insz, 3, 2)::integer as insz_maand,
        {{ datum_vroegst('laatste.geboortedatum') }} as geboorte_vroegst,
        {{ datum_laatst('laatste.geboortedatum') }} as geboorte_laatst
    from geleverd
    inner join sleutel on geleverd.nummer = {{ persoon_nummer('sleutel') }}
    left join laatste on geleverd.nummer = laatste.nummer
),

final as (
    select
        persoon_id,
        insz,
        insz_maand between 20 and 32 or insz_maand between 40 and 52 as is_bisnummer,
        case
            when geboorte_vroegst < '2000-01-01' and geboorte_laatst < '2000-01-01' then past_voor_2000
            when geboorte_vroegst >= '2000-01-01' then past_vanaf_2000
            else past_voor_2000 or past_vanaf_2000
        end as insz_past,
        naam,
        voornamen,
        geboortedatum,
        landing.datum(geboortedatum) as geboorte_datum,
        geboorte_vroegst,
        geboorte_laatst,
        geslacht,
        nationaliteit_code,
        beroep,
        straatnaam,
        huisnummer,
        busnummer,
        postcode,
        nis_code,
        nis_code_peildatum,
        nis_code_geleverd
    from getoetst
)

select * from final
