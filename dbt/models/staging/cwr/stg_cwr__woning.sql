with veld as (
    select * from {{ source('landing', 'cwr_woning_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        veld.rij_hash,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.crs as ligging_crs,
        landing.getal(veld.x) as ligging_x,
        landing.getal(veld.y) as ligging_y,
        veld.woonmaatschappij_woning_id,
        {{ zonder_insz('veld.woonmaatschappij_woning_code') }} as woonmaatschappij_woning_code,
        {{ zonder_insz('veld.woonmaatschappij_woning_groep_code') }} as woonmaatschappij_woning_groep_code,
        veld.vmsw_woning_id,
        veld.eigenaar_organisatie_id,
        veld.gebouweenheid_id,
        veld.capakey,
        {{ zonder_insz('veld.straatnaam') }} as straatnaam,
        {{ zonder_insz('veld.huisnummer') }} as huisnummer,
        {{ zonder_insz('veld.busnummer') }} as busnummer,
        veld.postcode,
        veld.adres_id,
        veld.crab_straat_id,
        {{ bekende_code('woning_status') }} as status,
        landing.geheel(veld.bouwjaar) as bouwjaar,
        landing.geheel(veld.renovatiejaar) as renovatiejaar,
        {{ bekende_code('bebouwingstype') }} as bebouwingstype,
        {{ bekende_code('woningtype') }} as woningtype,
        landing.geheel(veld.aantal_slaapkamers) as slaapkamers_aantal,
        {{ ja_nee('veld.ingehuurd') }} as ingehuurd,
        {{ bekende_code('huurstelsel') }} as huurstelsel,
        landing.getal(veld.markthuurwaarde) as markthuurwaarde_eur,
        landing.getal(veld.conditiescore) as conditiescore,
        landing.getal(veld.energiecorrectie) as energiecorrectie_eur,
        {{ zonder_insz('veld.epc_versie') }} as epc_versie,
        landing.getal(veld.epc_waarde) as epc_waarde,
        landing.datum(veld.epc_datum) as epc_datum,
        landing.geheel(veld.e_waarde_nieuwbouw) as e_waarde_nieuwbouw,
        landing.geheel(veld.e_waarde_gerenoveerd) as e_waarde_gerenoveerd,
        landing.geheel(veld.e_waarde_nieuwe_verhuring) as e_waarde_nieuwe_verhuring,
        landing.geheel(veld.k_waarde_nieuwbouw) as k_waarde_nieuwbouw,
        landing.geheel(veld.k_waarde_gerenoveerd) as k_waarde_gerenoveerd,
        landing.geheel(veld.k_waarde_nieuwe_verhuring) as k_waarde_nieuwe_verhuring,
        {{ ja_nee('veld.aanpasbaar_nfs2') }} as aanpasbaar_nfs2,
        {{ ja_nee('veld.aanpasbaar_c2008') }} as aanpasbaar_c2008,
        {{ ja_nee('veld.rolstoeltoegankelijk_c2008') }} as rolstoeltoegankelijk_c2008,
        {{ nis_kolommen('veld.gemeente_nis_code') }}
    from veld
    {{ join_bericht('woning') }}
    {{ join_code('woning_status', 'veld.status') }}
    {{ join_code('bebouwingstype', 'veld.bebouwingstype') }}
    {{ join_code('woningtype', 'veld.woningtype') }}
    {{ join_code('huurstelsel', 'veld.huurstelsel') }}
    {{ join_nis('veld.gemeente_nis_code') }}
)

select * from final
