{#-
    WIV-5.1: of which message a record counts. A woning stands in the snapshot and in every mutatie that changed it; the last one counts, with
    all that it holds. A staging model joins its landed records (`veld`) with `join_bericht('woning')` or, below a lease,
    `join_bericht('contract')`: that gives `levering` with levering_id, woonmaatschappij_kbo and peildatum of the message.

    Only the numbers of the deliveries limit what is read: by them the primary key of landing finds the rows, before their JSON is taken apart.
-#}
{% macro join_bericht(sleutel) -%}
    {%- set kolommen = {'woning': 'woonmaatschappij_woning_id', 'contract': 'contractnummer'} -%}
    inner join {{ ref('stg_cwr__woning_bericht') if sleutel == 'woning' else ref('stg_cwr__contract_bericht') }} as levering
        on
            veld.levering_id = levering.levering_id
            and veld.{{ kolommen[sleutel] }} = levering.{{ kolommen[sleutel] }}
            and {{ van_deze_bouw('veld.levering_id') }}
{%- endmacro %}

{% macro van_deze_bouw(kolom='levering_id') -%}
    {{ kolom }} = any(array(select gebouwd.levering_id from {{ ref('stg_cwr__levering') }} as gebouwd))
{%- endmacro %}
