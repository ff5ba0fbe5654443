{#- WIV-3.1.1: the form of a national number, however it is written (85073003328, 85.07.30-033.28), and of no longer number. -#}
{% macro insz_vorm() -%}
    (?<!\d)\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{3}[ ./-]{0,2}\d{2}(?!\d)
{%- endmacro %}

{#- WIV-3.1.1: text that people write, without such a number: outside the vault it would name the person. -#}
{% macro zonder_insz(kolom) -%}
    regexp_replace({{ kolom }}, '{{ insz_vorm() }}', '(verwijderd)', 'g')
{%- endmacro %}
