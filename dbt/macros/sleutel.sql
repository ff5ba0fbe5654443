{#- A key that stays the same over deliveries and has no order that could be counted: 16 bytes of SHA-256 over its parts. -#}
{% macro sleutel(delen) -%}
    encode(substr(sha256(convert_to(concat_ws(chr(31), {{ delen | join(', ') }}), 'UTF8')), 1, 16), 'hex')::uuid
{%- endmacro %}

{#- LMVW-5b: one plan whether its GlobalID comes with braces and capitals or without; another gemeente has another plan. -#}
{% macro plan_sleutel(gemeente_code, globalid) -%}
    {{ sleutel([gemeente_code, "lower(trim(both '{} ' from " ~ globalid ~ "))"]) }}
{%- endmacro %}

{#-
    WIV-2.2: a key of a woonmaatschappij's number, mixed with what only the vault has. Without that, whoever may not see a number could find
    it by trying all of them.
-#}
{% macro kluis_sleutel(delen) -%}
    encode(
        substr(
            sha256(
                (select zout from {{ source('kluis', 'sleutel_zout') }})
                || convert_to(concat_ws(chr(31), {{ delen | join(', ') }}), 'UTF8')
            ),
            1,
            16
        ),
        'hex'
    )::uuid
{%- endmacro %}

{#- WIV-3.10.3: a head lease is known by its woning and its number; a sublease names the number of one of its own woning. -#}
{% macro sleutel_hoofdhuurovereenkomst(relatie) -%}
    {{
        kluis_sleutel([
            relatie ~ '.woonmaatschappij_kbo', "'hoofd'", relatie ~ '.woonmaatschappij_woning_id', relatie ~ '.hoofdcontractnummer'
        ])
    }}
{%- endmacro %}
