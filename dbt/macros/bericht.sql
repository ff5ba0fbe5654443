{#-
    WIV-5.1: of which message a record counts. A woning stands in the snapshot and in every mutatie that changed it; the last one counts, with
    all that it holds. A staging model joins its landed records (`veld`) with `join_bericht`: that gives `levering` with levering_id,
    woonmaatschappij_kbo and peildatum of the message. By what the record goes:

    - woning: what hangs on a woning itself;
    - contract: below a huurovereenkomst, also its gezinsleden and all of theirs;
    - hoofdcontract: the head lease and its owners;
    - gemeente: land, of which a message says something per gemeente.

    Only the numbers of the deliveries limit what is read: by them the primary key of landing finds the rows, before their JSON is taken apart.
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
            and {{ van_deze_bouw('veld.levering_id') }}
{%- endmacro %}

{% macro van_deze_bouw(kolom='levering_id') -%}
    {{ kolom }} = any(array(select gebouwd.levering_id from {{ ref('stg_cwr__levering') }} as gebouwd))
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
        where {{ van_deze_bouw() }}
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
            bericht.volgnummer desc,
            geland.rij desc
    )

    select * from final
{%- endmacro %}
