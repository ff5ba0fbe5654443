{#- Rows for which a statement is false; what it cannot tell (null) passes. -#}
{% test klopt(model, expressie) %}

select 1 as gevonden
from {{ model }}
where not ({{ expressie }})

{% endtest %}
