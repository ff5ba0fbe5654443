{#- Delivered ja or nee as a boolean, null for anything else. -#}
{% macro ja_nee(kolom) -%}
    case {{ kolom }} when 'ja' then true when 'nee' then false end
{%- endmacro %}
