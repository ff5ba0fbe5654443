{#- Only grows, over builds: a value that is learned stands beside those that were believed before. docs/decisions/0018-historie.md -#}
{{
    config(
        schema='cwr_kluis',
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
        pre_hook='set local enable_nestloop = off',
        indexes=[
            {
                'columns': ['persoon_id', 'huurovereenkomst_id', 'veld', 'levering_id', 'geldig_van'],
                'unique': true,
            },
            {'columns': ['woonmaatschappij_kbo', 'geleerd_op']},
        ],
        post_hook="{{ wis_historie(['persoon_id', 'huurovereenkomst_id', 'veld']) }}",
    )
}}

with bericht as (
    {{ te_leren() }}
),

lid as (
    select
        bericht.levering_id,
        bericht.woonmaatschappij_kbo,
        bericht.peildatum,
        bericht.geleerd_op,
        {{ kluis_sleutel(['bericht.woonmaatschappij_kbo', 'veld.contractnummer']) }} as huurovereenkomst_id,
        persoon.persoon_id,
        veld.rij,
        veld.contractnummer,
        veld.computernummer,
        veld.insz,
        veld.naam,
        veld.voornamen,
        veld.geboortedatum,
        veld.geslacht,
        veld.nationaliteit_code,
        veld.burgerlijke_staat_code,
        veld.positie_code,
        veld.beroep,
        veld.straatnaam,
        veld.huisnummer,
        veld.busnummer,
        veld.postcode,
        veld.gemeente_nis_code
    from {{ source('landing', 'cwr_gezinslid_veld') }} as veld
    inner join bericht on veld.levering_id = bericht.levering_id
    inner join {{ ref('stg_cwr__persoon_id') }} as persoon on veld.insz = persoon.insz
    where
        veld.levering_id = any(array(select nieuw.levering_id from bericht as nieuw))
        and {{ niet_afgezonderd('veld') }}
),

-- WIV-3.1.11: what the sender says of earlier values, per field, oldest first. What takes effect after the peildatum is no value yet: it is
-- delivered again from that day on (WIV-3.1.12_toekomst).
gedateerd as (
    select distinct on (
        veld.levering_id, veld.contractnummer, veld.computernummer, veld.wijziging_veld, {{ eerste_dag('veld.geldig_van') }}
    )
        veld.levering_id,
        veld.contractnummer,
        veld.computernummer,
        veld.wijziging_veld,
        veld.geldig_van,
        veld.wijziging_waarde,
        bericht.peildatum,
        {{ eerste_dag('veld.geldig_van') }} as dag
    from {{ source('landing', 'cwr_wijziging_veld') }} as veld
    inner join bericht on veld.levering_id = bericht.levering_id
    where
        veld.levering_id = any(array(select nieuw.levering_id from bericht as nieuw))
        and {{ eerste_dag('veld.geldig_van') }} <= bericht.peildatum
    order by
        veld.levering_id asc,
        veld.contractnummer asc,
        veld.computernummer asc,
        veld.wijziging_veld asc,
        {{ eerste_dag('veld.geldig_van') }},
        veld.rij desc
),

wijziging as (
    select
        levering_id,
        contractnummer,
        computernummer,
        wijziging_veld,
        jsonb_agg(jsonb_build_array(geldig_van, wijziging_waarde) order by dag) as reeks,
        jsonb_agg(jsonb_build_array(geldig_van, wijziging_waarde) order by dag) filter (where dag < peildatum) as reeks_ervoor,
        max(wijziging_waarde) filter (where dag = peildatum) as waarde_op_peildatum
    from gedateerd
    group by levering_id, contractnummer, computernummer, wijziging_veld
),

-- A field that is left out is a statement too: from now on there is no value. Of two values on the peildatum that of now holds; the other
-- is no part of the statement, so that what is read back from the rows of a message is what was learned from it.
waarneming as (
    select distinct on (lid.persoon_id, lid.huurovereenkomst_id, huidig.veld, lid.levering_id)
        lid.persoon_id,
        lid.huurovereenkomst_id,
        huidig.veld,
        lid.levering_id,
        lid.woonmaatschappij_kbo,
        lid.peildatum,
        lid.geleerd_op,
        coalesce(huidig.waarde, wijziging.reeks -> -1 ->> 1) as waarde,
        case
            when huidig.waarde <> wijziging.waarde_op_peildatum then wijziging.reeks_ervoor
            else wijziging.reeks
        end as reeks,
        true as is_nieuw
    from lid
    cross join
        lateral (
            values
            ('insz', lid.insz),
            ('naam', lid.naam),
            ('voornamen', lid.voornamen),
            ('geboortedatum', lid.geboortedatum),
            ('geslacht', lid.geslacht),
            ('nationaliteitCode', lid.nationaliteit_code),
            ('burgerlijkeStaatCode', lid.burgerlijke_staat_code),
            ('positieCode', lid.positie_code),
            ('beroep', lid.beroep),
            (
                'hoofdverblijfplaats',
                nullif(concat_ws(' ', lid.straatnaam, lid.huisnummer, lid.busnummer, lid.postcode, lid.gemeente_nis_code), '')
            )
        ) as huidig (veld, waarde)
    left join wijziging
        on
            lid.levering_id = wijziging.levering_id
            and lid.contractnummer = wijziging.contractnummer
            and lid.computernummer = wijziging.computernummer
            and huidig.veld = wijziging.wijziging_veld
    order by lid.persoon_id asc, lid.huurovereenkomst_id asc, huidig.veld asc, lid.levering_id asc, lid.rij desc
),

{% if is_incremental() -%}
-- What was believed last.
    vorig as (
        select
            persoon_id,
            huurovereenkomst_id,
            veld,
            levering_id,
            woonmaatschappij_kbo,
            null::date as peildatum,
            geleerd_op,
            coalesce(
                (array_agg(waarde) filter (where geldig_van_geleverd is null))[1], (array_agg(waarde order by geldig_van desc))[1]
            ) as waarde,
            jsonb_agg(jsonb_build_array(geldig_van_geleverd, waarde) order by geldig_van)
            filter (where geldig_van_geleverd is not null) as reeks,
            false as is_nieuw
        from {{ this }}
        where persoon_id in (select waarneming.persoon_id from waarneming)
        group by persoon_id, huurovereenkomst_id, veld, levering_id, woonmaatschappij_kbo, geleerd_op
    ),

{% endif -%}
alle as (
    select * from waarneming
    {%- if is_incremental() %}
        union all
        select * from vorig
    {%- endif %}
),

-- The sender repeats what changed earlier, or leaves it out when it is five years ago: neither is news.
genummerd as (
    select
        *,
        lag(levering_id) over bron as vorige_levering_id,
        lag(waarde) over bron as vorige_waarde,
        count(reeks) over (bron rows between unbounded preceding and 1 preceding) as reeks_nummer
    from alle
    window bron as (partition by persoon_id, huurovereenkomst_id, veld order by geleerd_op, levering_id)
),

reeksen as (
    select
        persoon_id,
        huurovereenkomst_id,
        veld,
        reeks,
        row_number() over (partition by persoon_id, huurovereenkomst_id, veld order by geleerd_op, levering_id) as reeks_nummer
    from alle
    where reeks is not null
),

nieuw as (
    select genummerd.*
    from genummerd
    left join reeksen as vorige
        on
            genummerd.persoon_id = vorige.persoon_id
            and genummerd.huurovereenkomst_id = vorige.huurovereenkomst_id
            and genummerd.veld = vorige.veld
            and genummerd.reeks_nummer = vorige.reeks_nummer
    where
        genummerd.is_nieuw
        and (
            (genummerd.vorige_levering_id is null and genummerd.waarde is not null)
            or (genummerd.vorige_levering_id is not null and genummerd.waarde is distinct from genummerd.vorige_waarde)
            or (genummerd.reeks is not null and genummerd.reeks is distinct from vorige.reeks)
        )
),

onderdeel as (
    select
        nieuw.persoon_id,
        nieuw.huurovereenkomst_id,
        nieuw.veld,
        nieuw.levering_id,
        nieuw.woonmaatschappij_kbo,
        nieuw.geleerd_op,
        deel.waarden ->> 1 as waarde,
        deel.waarden ->> 0 as geldig_van_geleverd,
        {{ eerste_dag("(deel.waarden ->> 0)") }} as geldig_van
    from nieuw
    cross join lateral jsonb_array_elements(nieuw.reeks) as deel (waarden)
    union all
    -- A value of which nobody says since when, or that there is none any more: it was so on the peildatum.
    select
        nieuw.persoon_id,
        nieuw.huurovereenkomst_id,
        nieuw.veld,
        nieuw.levering_id,
        nieuw.woonmaatschappij_kbo,
        nieuw.geleerd_op,
        nieuw.waarde,
        null as geldig_van_geleverd,
        nieuw.peildatum as geldig_van
    from nieuw
    where nieuw.reeks is null or nieuw.waarde is distinct from nieuw.reeks -> -1 ->> 1
),

final as (
    select
        persoon_id,
        huurovereenkomst_id,
        woonmaatschappij_kbo,
        veld,
        waarde,
        geldig_van,
        geldig_van_geleverd,
        geleerd_op,
        levering_id
    from onderdeel
)

select * from final
