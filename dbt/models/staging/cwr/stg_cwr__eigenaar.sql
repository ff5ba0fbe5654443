with veld as (
    select * from {{ source('landing', 'cwr_eigenaar_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.woonmaatschappij_woning_id,
        veld.hoofdcontractnummer,
        case when veld.insz_eigenaar ~ '^[0-9]{11}$' then veld.insz_eigenaar end as insz,
        -- An owner without any number is a person all the same, known by its place among the owners of the head lease.
        case
            when (veld.insz_eigenaar is null or veld.insz_eigenaar !~ '^[0-9]{11}$') and veld.ondernemingsnummer is null
                then
                    concat_ws(
                        '/', 'eigenaar', levering.woonmaatschappij_kbo,
                        concat_ws(chr(31), veld.woonmaatschappij_woning_id, veld.hoofdcontractnummer),
                        row_number() over (
                            partition by
                                levering.levering_id, veld.woonmaatschappij_woning_id, veld.hoofdcontractnummer, veld.insz_eigenaar,
                                veld.ondernemingsnummer
                            order by veld.rij
                        )
                    )
        end as bron_sleutel,
        coalesce(veld.capakey, {{ capakey('veld') }}) as capakey,
        {{ bekende_code('eigenaar_soort') }} as eigenaar_soort,
        veld.ondernemingsnummer,
        veld.aandeel,
        {{ zonder_insz('veld.straatnaam') }} as straatnaam,
        {{ zonder_insz('veld.huisnummer') }} as huisnummer,
        {{ zonder_insz('veld.busnummer') }} as busnummer,
        veld.postcode,
        veld.kadastrale_afdeling,
        veld.sectie,
        veld.grondnummer,
        veld.bisnummer,
        veld.letterexponent,
        veld.cijferexponent,
        veld.partitie,
        {{ nis_kolommen('veld.gemeente_nis_code') }}
    from veld
    {{ join_bericht('hoofdcontract') }}
    {{ join_code('eigenaar_soort', 'veld.eigenaar_soort') }}
    {{ join_nis('veld.gemeente_nis_code') }}
)

select * from final
