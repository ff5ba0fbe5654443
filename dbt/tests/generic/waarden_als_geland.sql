{#- LMVW-5c: rows in which typing lost a delivered value, or text is no longer what was delivered. -#}
{% test waarden_als_geland(model, veld, kolommen) %}

select
    veld.levering_id,
    veld.rij
from {{ veld }} as veld
inner join {{ model }} as model on veld.levering_id = model.levering_id and veld.rij = model.rij
where
    {%- for geleverd, kolom in kolommen.items() %}
    {% if not loop.first %}or {% endif -%}
    (trim(veld.{{ geleverd }}::text) <> '' and model.{{ kolom }} is null)
    or (pg_typeof(model.{{ kolom }}) = 'text'::regtype and veld.{{ geleverd }}::text is distinct from model.{{ kolom }}::text)
    {%- endfor %}

{% endtest %}
