{#- Combinations of columns that occur more than once. -#}
{% test eenmalig(model, kolommen) %}

select 1 as gevonden
from {{ model }}
group by {{ kolommen | join(', ') }}
having count(*) > 1

{% endtest %}
