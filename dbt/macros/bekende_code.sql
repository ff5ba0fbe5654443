{#- WIV-3: the code when its list knows it on the peildatum, null when it does not; the rules have named it then. The model joins the list
    with join_code. -#}
{% macro bekende_code(lijst) -%}
    code_{{ lijst }}.code
{%- endmacro %}

{% macro join_code(lijst, kolom) -%}
    left join {{ ref('code_cwr') }} as code_{{ lijst }}
        on
            code_{{ lijst }}.lijst = '{{ lijst }}'
            and {{ kolom }} = code_{{ lijst }}.code
            and levering.peildatum >= coalesce(code_{{ lijst }}.geldig_van, '-infinity')
            and levering.peildatum <= coalesce(code_{{ lijst }}.geldig_tot, 'infinity')
{%- endmacro %}
