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

{#- What a reader sees. The array is computed once per query and uses the index on the code; a function per row would not. -#}
{% macro zicht(regel) -%}
    {%- set regels = {
        'alles': 'true',
        'bewaard_door_beheer': "bewaarplaats = 'beheer'",
        'eigen_gemeente': 'gemeente_code = any(array(' ~ eigen_gebieden('lmvw', 'gemeente') ~ '))',
        'eigen_provincie': 'provincie_code = any(array(' ~ eigen_gebieden('lmvw', 'provincie') ~ '))',
        'onderzoek': 'gemeente_code = any(array(select gebied.gemeente_code from toegang.onderzoek_gemeente as gebied))',
        'onderzoek_polygonen':
            'gemeente_code = any(array(select gebied.gemeente_code from toegang.onderzoek_gemeente as gebied'
            ~ " where gebied.datatype = 'polygonen'))",
    } -%}
    {%- if regel not in regels -%}
        {{ exceptions.raise_compiler_error('unknown rule for readers: ' ~ regel) }}
    {%- endif -%}
    {{ regels[regel] }}
{%- endmacro %}

{% macro eigen_gebieden(regime, gebied_soort) -%}
    select recht.gebied_code from toegang.geldig_recht as recht
    where recht.regime = '{{ regime }}' and recht.gebied_soort = '{{ gebied_soort }}'
{%- endmacro %}
