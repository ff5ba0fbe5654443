{#-
    WIV-5.1: of which message a record counts. A woning stands in the snapshot and in every mutatie that changed it; the last one counts, with
    all that it holds. A staging model joins its landed records (`veld`) with `join_bericht`: that gives `levering` with levering_id,
    woonmaatschappij_kbo and peildatum of the message. By what the record goes:

    - woning: what hangs on a woning itself;
    - contract: below a huurovereenkomst, also its gezinsleden and all of theirs;
    - hoofdcontract: the head lease and its owners;
    - gemeente: land, of which a message says something per gemeente.

    Only the numbers of the deliveries limit what is read: by them the primary key of landing finds the rows, before their JSON is taken apart.

    WIV-7.1: a woning that was set aside is not among those that count, so nothing below it is either; what goes on counting in its place may
    stand in a message that gave way. A head lease need not have a number of its own, so its record has to be of a woning that counts.
-#}
{% macro join_bericht(sleutel) -%}
    {%- set kolom = {
        'woning': 'woonmaatschappij_woning_id',
        'contract': 'contractnummer',
        'hoofdcontract': 'hoofdcontractnummer',
        'gemeente': 'gemeente_nis_code',
    }[sleutel] -%}
    inner join {{ ref('stg_cwr__' ~ sleutel ~ '_bericht') }} as levering
        on
            veld.levering_id = levering.levering_id
            and veld.{{ kolom }} = levering.{{ kolom }}
            and {{ van_deze_bouw('veld.levering_id') if sleutel == 'gemeente' else van_wat_telt('veld.levering_id') }}
    {%- if sleutel == 'hoofdcontract' %}
    inner join {{ ref('stg_cwr__woning_bericht') }} as telt
        on veld.levering_id = telt.levering_id and veld.woonmaatschappij_woning_id = telt.woonmaatschappij_woning_id
    {%- endif %}
{%- endmacro %}

{% macro van_deze_bouw(kolom='levering_id') -%}
    {{ kolom }} = any(array(select gebouwd.levering_id from {{ ref('stg_cwr__levering') }} as gebouwd))
{%- endmacro %}

{% macro van_wat_telt(kolom='levering_id') -%}
    {{ kolom }} = any(array(select distinct geteld.levering_id from {{ ref('stg_cwr__woning_bericht') }} as geteld))
{%- endmacro %}

{#- WIV-7.1: leaves out what stands below a woning that was set aside, for who reads landing by the number of a lease. -#}
{% macro niet_afgezonderd(veld) -%}
    not exists (
        select from {{ ref('stg_cwr__afgezonderd_contract') }} as afgezonderd
        where afgezonderd.levering_id = {{ veld }}.levering_id and afgezonderd.contractnummer = {{ veld }}.contractnummer
    )
{%- endmacro %}

{#- The last message that holds each lease or head lease of the woningen that there are; one that moved stands in two messages. -#}
{% macro laatste_bericht(bron, sleutel) -%}
    with bericht as (
        select * from {{ ref('stg_cwr__woning_bericht') }}
    ),

    geland as (
        select
            levering_id,
            rij,
            woonmaatschappij_woning_id,
            {{ sleutel }}
        from {{ bron }}
        where {{ van_wat_telt() }}
    ),

    final as (
        select distinct on (bericht.woonmaatschappij_kbo, geland.{{ sleutel }})
            bericht.levering_id,
            bericht.woonmaatschappij_kbo,
            bericht.peildatum,
            bericht.volgnummer,
            geland.woonmaatschappij_woning_id,
            geland.{{ sleutel }}
        from geland
        inner join bericht
            on
                geland.levering_id = bericht.levering_id
                and geland.woonmaatschappij_woning_id = bericht.woonmaatschappij_woning_id
        order by
            bericht.woonmaatschappij_kbo asc,
            geland.{{ sleutel }} asc,
            bericht.is_blijvend asc,
            bericht.volgnummer desc,
            bericht.besloten_op desc,
            geland.rij desc
    )

    select * from final
{%- endmacro %}
