{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with arbeidsongeschiktheid as (
    select * from {{ ref('stg_cwr__arbeidsongeschiktheid') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['statistiek']) }},
        arbeidsongeschiktheid.levering_id,
        arbeidsongeschiktheid.rij,
        arbeidsongeschiktheid.rij_hash,
        arbeidsongeschiktheid.woonmaatschappij_kbo,
        {{ kluis_sleutel(['dossier.persoon_id::text', 'arbeidsongeschiktheid.ao_dossiernummer']) }} as ao_id,
        arbeidsongeschiktheid.sociale_status,
        arbeidsongeschiktheid.begin_datum,
        arbeidsongeschiktheid.eind_datum,
        arbeidsongeschiktheid.reden_afsluiting,
        arbeidsongeschiktheid.ao_type,
        arbeidsongeschiktheid.risico_situatie,
        arbeidsongeschiktheid.vermoedelijke_bevallingsdatum,
        arbeidsongeschiktheid.bevallingsdatum,
        arbeidsongeschiktheid.adoptie_pleegzorgdatum
    from arbeidsongeschiktheid
    inner join dossier
        on
            arbeidsongeschiktheid.levering_id = dossier.levering_id
            and arbeidsongeschiktheid.contractnummer = dossier.contractnummer
            and arbeidsongeschiktheid.computernummer = dossier.computernummer
)

select * from final
