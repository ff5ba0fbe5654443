with veld as (
    select * from {{ source('landing', 'cwr_woning_veld') }}
),

fusie as (
    select * from {{ ref('gemeente_vlaanderen_fusie') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        veld.rij_hash,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.woonmaatschappij_woning_id,
        veld.gebouweenheid_id,
        veld.straatnaam,
        veld.huisnummer,
        veld.busnummer,
        veld.postcode,
        coalesce(fusie.nis_code, veld.gemeente_nis_code) as nis_code,
        landing.geheel(veld.bouwjaar) as bouwjaar,
        {{ bekende_code('woningtype') }} as woningtype,
        landing.geheel(veld.aantal_slaapkamers) as slaapkamers_aantal,
        {{ ja_nee('veld.ingehuurd') }} as ingehuurd,
        {{ bekende_code('huurstelsel') }} as huurstelsel,
        landing.getal(veld.markthuurwaarde) as markthuurwaarde_eur
    from veld
    {{ join_bericht('woning') }}
    {{ join_code('woningtype', 'veld.woningtype') }}
    {{ join_code('huurstelsel', 'veld.huurstelsel') }}
    left join fusie on veld.gemeente_nis_code = fusie.oude_nis_code
)

select * from final
