{#- WIV-3.1.10: who belonged to the household of a lease, as persoon_historie keeps values. -#}
{{
    config(
        schema='cwr_kluis',
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
        pre_hook='set local enable_nestloop = off',
        indexes=[
            {'columns': ['huurovereenkomst_id', 'persoon_id', 'levering_id'], 'unique': true},
            {'columns': ['persoon_id']},
            {'columns': ['woonmaatschappij_kbo', 'geleerd_op']},
        ],
        post_hook="{{ wis_historie(['huurovereenkomst_id', 'persoon_id']) }}",
    )
}}

with bericht as (
    {{ te_leren() }}
),

huurovereenkomst as (
    select distinct on (bericht.levering_id, veld.contractnummer)
        bericht.levering_id,
        bericht.woonmaatschappij_kbo,
        bericht.peildatum,
        bericht.geleerd_op,
        {{ kluis_sleutel(['bericht.woonmaatschappij_kbo', 'veld.contractnummer']) }} as huurovereenkomst_id,
        veld.contractnummer,
        landing.datum(veld.begindatum) as begin_datum
    from {{ source('landing', 'cwr_huurovereenkomst_veld') }} as veld
    inner join bericht on veld.levering_id = bericht.levering_id
    where
        veld.levering_id = any(array(select nieuw.levering_id from bericht as nieuw))
        and {{ niet_afgezonderd('veld') }}
    order by bericht.levering_id asc, veld.contractnummer asc, veld.rij desc
),

-- Taken apart first: joined where they land, the planner would take the records of a message apart again for every lease.
geland as materialized (
    select
        veld.levering_id,
        veld.rij,
        veld.contractnummer,
        veld.insz,
        veld.rol,
        veld.positie_code
    from {{ source('landing', 'cwr_gezinslid_veld') }} as veld
    where veld.levering_id = any(array(select nieuw.levering_id from bericht as nieuw))
),

lid as (
    select distinct on (huurovereenkomst.levering_id, huurovereenkomst.huurovereenkomst_id, persoon.persoon_id)
        huurovereenkomst.levering_id,
        huurovereenkomst.huurovereenkomst_id,
        persoon.persoon_id,
        veld.rol,
        veld.positie_code
    from geland as veld
    inner join huurovereenkomst
        on veld.levering_id = huurovereenkomst.levering_id and veld.contractnummer = huurovereenkomst.contractnummer
    inner join {{ ref('stg_cwr__persoon_id') }} as persoon on veld.insz = persoon.insz
    order by huurovereenkomst.levering_id asc, huurovereenkomst.huurovereenkomst_id asc, persoon.persoon_id asc, veld.rij desc
),

ooit as (
    select
        huurovereenkomst_id,
        persoon_id
    from lid
    {%- if is_incremental() %}
        union
        select
            huurovereenkomst_id,
            persoon_id
        from {{ this }}
        where huurovereenkomst_id in (select huurovereenkomst.huurovereenkomst_id from huurovereenkomst)
    {%- endif %}
),

-- A message that holds a lease says of everybody who was ever in its household whether that is still so.
waarneming as (
    select
        huurovereenkomst.huurovereenkomst_id,
        ooit.persoon_id,
        huurovereenkomst.woonmaatschappij_kbo,
        lid.persoon_id is not null as aanwezig,
        lid.rol,
        lid.positie_code,
        huurovereenkomst.begin_datum,
        huurovereenkomst.peildatum,
        huurovereenkomst.geleerd_op,
        huurovereenkomst.levering_id,
        true as is_nieuw
    from huurovereenkomst
    inner join ooit on huurovereenkomst.huurovereenkomst_id = ooit.huurovereenkomst_id
    left join lid
        on
            huurovereenkomst.levering_id = lid.levering_id
            and ooit.huurovereenkomst_id = lid.huurovereenkomst_id
            and ooit.persoon_id = lid.persoon_id
    {%- if is_incremental() %}
        union all
        select
            huurovereenkomst_id,
            persoon_id,
            woonmaatschappij_kbo,
            aanwezig,
            rol,
            positie_code,
            null as begin_datum,
            null as peildatum,
            geleerd_op,
            levering_id,
            false as is_nieuw
        from {{ this }}
        where huurovereenkomst_id in (select huurovereenkomst.huurovereenkomst_id from huurovereenkomst)
    {%- endif %}
),

gevolgd as (
    select
        *,
        lag(levering_id) over bron as vorige_levering_id,
        lag((aanwezig, rol, positie_code)) over bron as vorige,
        -- The first message about a lease knows its household from the beginning; who comes later, came by that peildatum.
        min(geleerd_op) over (partition by huurovereenkomst_id) as eerst_geleerd_op
    from waarneming
    window bron as (partition by huurovereenkomst_id, persoon_id order by geleerd_op, levering_id)
),

final as (
    select
        huurovereenkomst_id,
        persoon_id,
        woonmaatschappij_kbo,
        aanwezig,
        rol,
        positie_code,
        case
            when vorige_levering_id is null and geleerd_op = eerst_geleerd_op then least(begin_datum, peildatum)
            else peildatum
        end as geldig_van,
        geleerd_op,
        levering_id
    from gevolgd
    where
        is_nieuw
        and case
            when vorige_levering_id is null then aanwezig
            else (aanwezig, rol, positie_code) is distinct from vorige
        end
)

select * from final
