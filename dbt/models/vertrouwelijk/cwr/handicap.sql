{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with handicap as (
    select * from {{ ref('stg_cwr__handicap') }}
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

-- WIV-3.7.1: whom it is about need not be the gezinslid in whose file it stands.
final as (
    select
        dossier.huurovereenkomst_id,
        sleutel.persoon_id,
        {{ pseudoniemen('persoon', ['statistiek']) }},
        handicap.levering_id,
        handicap.rij,
        handicap.woonmaatschappij_kbo,
        handicap.wetgeving,
        handicap.beslissing_status,
        handicap.beslissingsdatum,
        handicap.begin_erkenning,
        handicap.begin_erkenning_vroegst,
        handicap.begin_erkenning_laatst,
        handicap.einde_erkenning,
        handicap.einde_erkenning_vroegst,
        handicap.einde_erkenning_laatst,
        handicap.begin_recht,
        handicap.begin_recht_vroegst,
        handicap.begin_recht_laatst,
        handicap.einde_recht,
        handicap.einde_recht_vroegst,
        handicap.einde_recht_laatst,
        handicap.aard_handicap,
        handicap.totaal_punten,
        handicap.percentage_ongeschiktheid,
        handicap.zelfredzaamheid,
        handicap.percentage_lichamelijk,
        handicap.percentage_geestelijk,
        handicap.maandbedrag_eur,
        handicap.categorie_tegemoetkoming,
        handicap.vermindering_verdienvermogen,
        handicap.punten_pijler1,
        handicap.punten_pijler2,
        handicap.punten_pijler3
    from handicap
    inner join dossier
        on
            handicap.levering_id = dossier.levering_id
            and handicap.contractnummer = dossier.contractnummer
            and handicap.computernummer = dossier.computernummer
    inner join sleutel on handicap.insz_handicap = sleutel.insz
    left join persoon on sleutel.persoon_id = persoon.persoon_id
)

select * from final
