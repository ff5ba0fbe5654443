{#-
    Where a dwelling lies, in Lambert 72 (EPSG:31370), the system of the parcels and buildings of Flanders. Lambert 2008 (EPSG:3812) has its
    origin 500 km further in both directions, so coordinates that do not lie in the system they name are seen, and give no place.
-#}
{% macro lambert_72(crs, x, y) -%}
    case
        when {{ crs }} = '31370' and {{ x }} between 10000 and 310000 and {{ y }} between 10000 and 310000
            then st_setsrid(st_makepoint({{ x }}, {{ y }}), 31370)
        when {{ crs }} = '3812' and {{ x }} between 510000 and 810000 and {{ y }} between 510000 and 810000
            then st_transform(st_setsrid(st_makepoint({{ x }}, {{ y }}), 3812), 31370)
    end::geometry(point, 31370)
{%- endmacro %}

{#- WIV-3.2.3: the CaPaKey of a parcel from its parts: 11922B0570/00H004. Its first five digits are the kadastrale afdeling, no NIS code. -#}
{% macro capakey(relatie) -%}
    {{ relatie }}.kadastrale_afdeling || {{ relatie }}.sectie || lpad({{ relatie }}.grondnummer, 4, '0') || '/'
        || lpad(coalesce({{ relatie }}.bisnummer, ''), 2, '0') || coalesce({{ relatie }}.letterexponent, '_')
        || lpad(coalesce({{ relatie }}.cijferexponent, ''), 3, '0')
{%- endmacro %}
