{#-
    Post-hook of every confidential relation (LMVW-12, LMVW-13, WIV-4.10). It runs inside dbt's own transaction, so rows and their
    protection become visible together. Readers come from `meta.lezers`: {role: rule}, with the rules of `zicht`.
-#}
{% macro beveilig() -%}
    {%- set lezers = (config.get('meta') or {}).get('lezers', {}) -%}
    revoke all on {{ this }} from public;
    {%- if config.get('materialized') == 'view' %}
    alter view {{ this }} set (security_invoker = true);
    {%- else %}
    alter table {{ this }} enable row level security;
    alter table {{ this }} force row level security;
    drop policy if exists bouwer on {{ this }};
    create policy bouwer on {{ this }} to woonkluis_bouwer using (true) with check (true);
    {%- if 'bewaard_door_beheer' in lezers.values() %}
    alter table {{ this }} add check (bewaarplaats in ('beheer', 'provincie'));
    {%- endif %}
    {%- for regel in lezers.values() | unique %}
    drop policy if exists {{ regel }} on {{ this }};
    create policy {{ regel }} on {{ this }} for select
    to {% for rol in lezers if lezers[rol] == regel %}{{ rol }}{{ ', ' if not loop.last }}{% endfor %} using ({{ zicht(regel) }});
    {%- endfor %}
    {%- endif %}
    {%- for rol in lezers %}
    grant select on {{ this }} to {{ rol }};
    {%- endfor %}
{%- endmacro %}

{#-
    What a reader sees. The array is computed once per query and uses the index on the code; a function per row would not. Every kind of
    area is compared as gemeenten, so that the one index takes the policy and the gemeente that a reader asks for together.

    LMVW-8: 'beheer' is the first of the two values that `bewaarplaats` can have. Compared by order the index takes the policy too, and the
    planner, which has no statistics here, expects a third of the rows; by equality it expects 1 in 200, and sums for beheer take twice as long.
-#}
{% macro zicht(regel) -%}
    {%- set regels = {
        'alles': 'true',
        'bewaard_door_beheer': "bewaarplaats <= 'beheer'",
        'eigen_gemeente': gemeente_is_een_van(
            "toegang.geldig_recht as gebied where gebied.regime = 'lmvw' and gebied.gebied_soort = 'gemeente'", 'gebied_code'
        ),
        'eigen_provincie': gemeente_is_een_van('toegang.provincie_gemeente as gebied'),
        'onderzoek': gemeente_is_een_van('toegang.onderzoek_gemeente as gebied'),
        'onderzoek_polygonen': gemeente_is_een_van("toegang.onderzoek_gemeente as gebied where gebied.datatype = 'polygonen'"),
    } -%}
    {%- if regel not in regels -%}
        {{ exceptions.raise_compiler_error('unknown rule for readers: ' ~ regel) }}
    {%- endif -%}
    {{ regels[regel] }}
{%- endmacro %}

{% macro gemeente_is_een_van(gebieden, kolom='gemeente_code') -%}
    gemeente_code = any(array(select gebied.{{ kolom }}::character(6) from {{ gebieden }}))
{%- endmacro %}

{#-
    The index of every confidential relation, and the only one on gemeente_code (lint leakproof_index): with the column of the other
    policy behind it, a gemeente that beheer asks for meets no row that only the provincie holds (LMVW-8, LMVW-13d).
-#}
{% macro index_gemeente() -%}
    create index on {{ this }} (gemeente_code, bewaarplaats)
{%- endmacro %}
