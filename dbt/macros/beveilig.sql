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
    {%- if this.schema in ['cwr_kluis', 'cwr_vertrouwelijk'] %}
    {#- WIV-6.10: only the functions of the logged look-up (sql/views/inzage.sql) act as the owner of the schemas. -#}
    drop policy if exists inzage on {{ this }};
    create policy inzage on {{ this }} for select to woonkluis_eigenaar using (true);
    grant select on {{ this }} to woonkluis_eigenaar;
    {%- endif %}
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
    grant select {{ leesbare_kolommen(rol) }} on {{ this }} to {{ rol }};
    {%- endfor %}
{%- endmacro %}

{#-
    Columns that a group reads. Of lmvw all; of the cwr (WIV-2, WIV-4) never the number of a person, a hash that a guess could be held
    against, or the pseudonym of another purpose. `meta.verborgen` takes more away from a group, `meta.zichtbaar` is the whole list.
-#}
{% macro leesbare_kolommen(rol) -%}
    {%- if rol.startswith('cwr_') and execute -%}
        {%- set meta = config.get('meta') or {} -%}
        {%- set verborgen = (meta.get('verborgen') or {}).get(rol, []) -%}
        {%- set zichtbaar = (meta.get('zichtbaar') or {}).get(rol) -%}
        {%- set kolommen = [] -%}
        {%- for kolom in adapter.get_columns_in_relation(this) | map(attribute='name') -%}
            {%- if zichtbaar is not none -%}
                {%- if kolom in zichtbaar -%}{%- do kolommen.append(kolom) -%}{%- endif -%}
            {%- elif not (
                kolom in verborgen
                or kolom == 'rij_hash'
                or kolom == 'persoon_id'
                or kolom.endswith('_persoon_id')
                or (kolom.startswith('pseudoniem_') and kolom != 'pseudoniem_' ~ rol[4:])
            ) -%}
                {%- do kolommen.append(kolom) -%}
            {%- endif -%}
        {%- endfor -%}
        ({{ kolommen | join(', ') }})
    {%- endif -%}
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
        'cwr_recht': cwr_recht('true'),
        'cwr_vlaanderen': cwr_recht("gebied.gebied_soort = 'vlaanderen'"),
        'cwr_woonmaatschappij': cwr_eigen(),
        'cwr_grondslag_3_7': cwr_grondslag('WIV-3.7'),
        'cwr_grondslag_3_8': cwr_grondslag('WIV-3.8'),
        'cwr_grondslag_afgeleid': cwr_grondslag('afgeleid'),
        'cwr_overgang_huurprijs': cwr_overgang('huurprijs'),
        'cwr_overgang_prestatie': cwr_overgang('prestatie'),
        'cwr_overgang_statistiek': cwr_overgang('statistiek'),
        'onderzoek_polygonen': gemeente_is_een_van("toegang.onderzoek_gemeente as gebied where gebied.datatype = 'polygonen'"),
    } -%}
    {%- if regel not in regels -%}
        {{ exceptions.raise_compiler_error('unknown rule for readers: ' ~ regel) }}
    {%- endif -%}
    {{ regels[regel] }}
{%- endmacro %}

{#- WIV-4.10: a right in the cwr that holds now. Looked up once per query. -#}
{% macro cwr_recht(voorwaarde) -%}
    (select exists(select from toegang.geldig_recht as gebied where gebied.regime = 'cwr' and {{ voorwaarde }}))
{%- endmacro %}

{#- WIV-4.7, WIV-4.12: the woonmaatschappijen that the login has a right to now. -#}
{% macro cwr_eigen() -%}
    woonmaatschappij_kbo = any(array(
        select gebied.gebied_code from toegang.geldig_recht as gebied
        where gebied.regime = 'cwr' and gebied.gebied_soort = 'woonmaatschappij'
    ))
{%- endmacro %}

{#- Article 9 GDPR: data about health are read for statistics only, and only while a decision of the DPO says on which ground. -#}
{% macro cwr_grondslag(categorie) -%}
    (
        select exists(
            select from register.grondslag_geldig as grond
            where grond.doel = 'statistiek' and grond.categorie = '{{ categorie }}'
        )
    )
    and {{ cwr_recht("gebied.gebied_soort = 'vlaanderen'") }}
{%- endmacro %}

{#- A purpose sees how its own pseudonyms were replaced, and no other's. -#}
{% macro cwr_overgang(doel) -%}
    doel = '{{ doel }}' and {{ cwr_recht("gebied.gebied_soort = 'vlaanderen'") }}
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
