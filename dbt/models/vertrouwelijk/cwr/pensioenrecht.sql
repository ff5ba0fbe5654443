{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with pensioenrecht as (
    select * from {{ ref('stg_cwr__pensioenrecht') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['huurprijs', 'statistiek', 'toezicht']) }},
        pensioenrecht.levering_id,
        pensioenrecht.rij,
        pensioenrecht.rij_hash,
        pensioenrecht.woonmaatschappij_kbo,
        {{ kluis_sleutel(['dossier.persoon_id::text', 'pensioenrecht.pensioendossier_id']) }} as pensioen_id,
        {{ zonder_insz('pensioenrecht.pensioendossier_id') }} as pensioendossier_id,
        pensioenrecht.pensioen_land_code,
        pensioenrecht.taal_code,
        pensioenrecht.periodiciteit,
        pensioenrecht.begindatum_pensioen,
        pensioenrecht.begindatum_pensioen_vroegst,
        pensioenrecht.begindatum_pensioen_laatst,
        pensioenrecht.begindatum_recht,
        pensioenrecht.begindatum_recht_vroegst,
        pensioenrecht.begindatum_recht_laatst,
        pensioenrecht.pensioentype,
        pensioenrecht.type_werkgever,
        pensioenrecht.code_gezinslast,
        pensioenrecht.voordeelcode,
        pensioenrecht.aard_voordeel,
        pensioenrecht.code_alleenstaande_gezin,
        pensioenrecht.oorsprong_recht,
        pensioenrecht.begindatum_wijziging,
        pensioenrecht.afsluitingsdatum,
        pensioenrecht.pensioen_nis_code,
        pensioenrecht.pensioen_nis_code_peildatum,
        pensioenrecht.pensioen_nis_code_geleverd
    from pensioenrecht
    inner join dossier
        on
            pensioenrecht.levering_id = dossier.levering_id
            and pensioenrecht.contractnummer = dossier.contractnummer
            and pensioenrecht.computernummer = dossier.computernummer
)

select * from final
