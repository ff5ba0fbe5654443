{#- WIV-2, WIV-4: the pseudonyms of a person for the purposes that read the relation. -#}
{% macro pseudoniemen(relatie, doelen) -%}
    {%- for doel in doelen %}{{ relatie }}.pseudoniem_{{ doel }}{{ ',\n        ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{#- What is delivered of the person whom a gezinslid, an owner or a benefit is about: by INSZ, or by its place at the sender. -#}
{% macro persoon_nummer(relatie) -%}
    coalesce({{ relatie }}.insz, {{ relatie }}.bron_sleutel)
{%- endmacro %}
