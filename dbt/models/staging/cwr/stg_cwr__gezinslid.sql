with veld as (
    select * from {{ source('landing', 'cwr_gezinslid_veld') }}
),

levering as (
    select * from {{ ref('stg_cwr__levering') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.contractnummer,
        veld.computernummer,
        veld.rol,
        veld.insz,
        veld.naam,
        veld.voornamen,
        veld.geboortedatum,
        landing.datum(veld.geboortedatum) as geboorte_datum,
        veld.geslacht,
        veld.nationaliteit_code,
        veld.burgerlijke_staat_code,
        veld.positie_code
    from veld
    inner join levering on veld.levering_id = levering.levering_id
)

select * from final
