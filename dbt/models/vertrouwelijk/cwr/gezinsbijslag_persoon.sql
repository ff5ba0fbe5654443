{{ config(indexes=[{'columns': ['gezinsbijslag_id']}, {'columns': ['persoon_id']}]) }}

with gezinsbijslag as (
    select * from {{ ref('stg_cwr__gezinsbijslag') }}
),

verbonden_persoon as (
    select * from {{ ref('stg_cwr__verbonden_persoon') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

persoon as (
    select * from {{ ref('persoon_pseudoniem') }}
),

sleutel as (
    select * from {{ source('kluis', 'persoon_sleutel') }}
),

genoemd as (
    select
        gezinsbijslag.levering_id,
        gezinsbijslag.rij,
        gezinsbijslag.woonmaatschappij_kbo,
        gezinsbijslag.contractnummer,
        gezinsbijslag.computernummer,
        gezinsbijslag.bijslag_dossiernummer,
        genoemde.insz,
        lijst.hoedanigheid,
        false as verbonden
    from gezinsbijslag
    cross join
        lateral (
            values
            ('rechthebbende', gezinsbijslag.rechthebbenden),
            ('bijslagtrekkende', gezinsbijslag.bijslagtrekkenden),
            ('rechtgevende', gezinsbijslag.rechtgevenden)
        ) as lijst (hoedanigheid, nummers)
    cross join lateral regexp_split_to_table(lijst.nummers, ' ') as genoemde (insz)
    union all
    select
        levering_id,
        rij,
        woonmaatschappij_kbo,
        contractnummer,
        computernummer,
        bijslag_dossiernummer,
        insz_verbonden as insz,
        hoedanigheid,
        true as verbonden
    from verbonden_persoon
),

final as (
    select
        {{ kluis_sleutel(['dossier.persoon_id::text', 'genoemd.bijslag_dossiernummer']) }} as gezinsbijslag_id,
        dossier.huurovereenkomst_id,
        sleutel.persoon_id,
        {{ pseudoniemen('persoon', ['huurprijs', 'statistiek', 'toezicht']) }},
        genoemd.levering_id,
        genoemd.rij,
        genoemd.woonmaatschappij_kbo,
        genoemd.hoedanigheid,
        genoemd.verbonden
    from genoemd
    inner join dossier
        on
            genoemd.levering_id = dossier.levering_id
            and genoemd.contractnummer = dossier.contractnummer
            and genoemd.computernummer = dossier.computernummer
    inner join sleutel on genoemd.insz = sleutel.insz
    left join persoon on sleutel.persoon_id = persoon.persoon_id
)

select * from final
