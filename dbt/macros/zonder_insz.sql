{#-
    WIV-3.1.1: text that people write, without anything that has the form of a national number (85073003328, 85.07.30-033.28). Outside the
    vault such a number would name the person.
-#}
{% macro zonder_insz(kolom) -%}
    regexp_replace(
        {{ kolom }},
        '(?<!\d)\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{3}[ ./-]{0,2}\d{2}(?!\d)',
        '(verwijderd)',
        'g'
    )
{%- endmacro %}
