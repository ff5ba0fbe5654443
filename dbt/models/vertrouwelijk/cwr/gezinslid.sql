{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with gezinslid as (
    select * from {{ ref('stg_cwr__gezinslid') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

leeftijd as (
    select
        levering_id,
        rij,
        extract(year from age(peildatum, {{ datum_vroegst('geboortedatum') }}))::integer as hoogstens,
        extract(year from age(peildatum, {{ datum_laatst('geboortedatum') }}))::integer as minstens
    from gezinslid
),

-- No rij_hash here: a hash over an INSZ and a name lets anyone who guesses them find out.
final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['huurprijs', 'prestatie', 'statistiek', 'toezicht']) }},
        gezinslid.levering_id,
        gezinslid.rij,
        gezinslid.woonmaatschappij_kbo,
        {{ zonder_insz('gezinslid.computernummer') }} as computernummer,
        gezinslid.rol,
        gezinslid.positie_code,
        gezinslid.burgerlijke_staat_code,
        gezinslid.geslacht,
        gezinslid.nationaliteit_code,
        gezinslid.nationaliteit_code = '150' as is_belg,
        case when leeftijd.minstens = leeftijd.hoogstens then leeftijd.minstens end as leeftijd
    from gezinslid
    inner join dossier on gezinslid.levering_id = dossier.levering_id and gezinslid.rij = dossier.rij
    inner join leeftijd on gezinslid.levering_id = leeftijd.levering_id and gezinslid.rij = leeftijd.rij
)

select * from final
