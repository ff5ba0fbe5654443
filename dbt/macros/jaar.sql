{#- The year of a delivered year or ISO date (the basisset asks for a year; some deliverers write the date), null for anything else. -#}
{% macro jaar(kolom) -%}
    coalesce(extract(year from landing.datum({{ kolom }}))::integer, landing.geheel({{ kolom }}))
{%- endmacro %}
