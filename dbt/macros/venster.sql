{#-
    LMVW-13d: indexes for lmvw_vertrouwelijk.woningbouwplan_in_venster, which looks into a window for its caller. No condition of a reader
    uses them: `&&` and equality of text are not leakproof. In the first lie only plans that beheer may see; from the second a search takes
    one gemeente at a time, so that neither visits a plan that its caller may not see. The first is worded as no policy is, or counting
    would go through it.
-#}
{% macro index_venster() -%}
    create index on {{ this }} using gist (geometrie) where bewaarplaats is distinct from 'provincie';
    create index on {{ this }} using gist ((gemeente_code::text), geometrie)
{%- endmacro %}
