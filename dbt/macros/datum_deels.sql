{#-
    A date of which month or day may be unknown (99), as the earliest and the latest day it can be; the same day when all is known, and null
    when nothing is. It is never made a date that was not delivered.
-#}
{% macro datum_vroegst(kolom) -%}
    case
        when {{ kolom }} ~ '^[0-9]{4}-[0-9]{2}-99$' and {{ kolom }} !~ '-99-99$' then landing.datum(left({{ kolom }}, 8) || '01')
        when {{ kolom }} ~ '^[0-9]{4}-99-99$' and {{ kolom }} !~ '^9999' then landing.datum(left({{ kolom }}, 4) || '-01-01')
        else landing.datum({{ kolom }})
    end
{%- endmacro %}

{% macro datum_laatst(kolom) -%}
    case
        when
            {{ kolom }} ~ '^[0-9]{4}-[0-9]{2}-99$' and {{ kolom }} !~ '-99-99$'
            then (landing.datum(left({{ kolom }}, 8) || '01') + interval '1 month - 1 day')::date
        when {{ kolom }} ~ '^[0-9]{4}-99-99$' and {{ kolom }} !~ '^9999' then landing.datum(left({{ kolom }}, 4) || '-12-31')
        else landing.datum({{ kolom }})
    end
{%- endmacro %}
