{#- The 33 columns of a year in DetailPlanning (basisset, year level) as woningtype x prijsklasse; sloop has the same with a prefix. -#}
{% macro woningcellen() -%}
    {%- set klassen = {'koop_onb': 'koop_onbekend', 'huur_onb': 'huur_onbekend'} -%}
    {%- set cellen = [] -%}
    {%- for woningtype in woningtypen() -%}
        {%- for einde in ['koop1', 'koop2', 'koop3', 'koop4', 'koop_onb', 'huur1', 'huur2', 'huur3', 'huur4', 'huur_onb', 'onbekend'] -%}
            {%- do cellen.append({
                'woningtype': woningtype, 'prijsklasse': klassen.get(einde, einde), 'veld': woningtype ~ '_' ~ einde
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(cellen) }}
{%- endmacro %}

{% macro woningtypen() -%}
    {{ return(['eengezins', 'meergezins', 'onbekend']) }}
{%- endmacro %}

{#- Every value for which a gemeente has a row in the sums of LMVW-13d, whatever was delivered. -#}
{% macro kenmerkwaarden() -%}
    {%- set waarden = [('totaal', 'totaal')] -%}
    {%- for woningtype in woningtypen() -%}
        {%- do waarden.append(('woningtype', woningtype)) -%}
    {%- endfor -%}
    {%- for cel in woningcellen() if cel.woningtype == 'onbekend' -%}
        {%- do waarden.append(('prijsklasse', cel.prijsklasse)) -%}
    {%- endfor -%}
    {{ return(waarden) }}
{%- endmacro %}
