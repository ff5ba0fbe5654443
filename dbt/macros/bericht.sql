{#-
    WIV-5.1: of which message a record counts. A woning stands in the snapshot and in every mutatie that changed it; the last one counts, with
    all that it holds. A staging model joins its landed records (`veld`) with `join_bericht`: that gives `levering` with levering_id,
    woonmaatschappij_kbo and peildatum of the message. By what the record goes:

    - woning: what hangs on a woning itself;
    - contract: below a huurovereenkomst, also its gezinsleden and all of theirs;
    - hoofdcontract: the head lease and its owners, by woning and number: another woning with the number has another head lease;
    - gemeente: land, of which a message says something per gemeente.

    Only the numbers of the deliveries limit what is read: by them the primary key of landing finds the rows, before their JSON is taken apart.

    WIV-7.1: a woning that was set aside is not among those that count, so nothing below it is either; what goes on counting in its place may
    stand in a message that gave way.
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
            {%- if sleutel == 'hoofdcontract' %}
            and veld.woonmaatschappij_woning_id = levering.woonmaatschappij_woning_id
            {%- endif %}
            and {{ van_deze_bouw('veld.levering_id') if sleutel == 'gemeente' else van_wat_telt('veld.levering_id') }}
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
