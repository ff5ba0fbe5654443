{#- A stored test failure is a copy of confidential rows outside every policy: refuse the run, whichever way it was asked for. -#}
{% macro weiger_bewaarde_fouten() -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values()
            if node.resource_type == 'test' and (node.config.store_failures_as or 'ephemeral') != 'ephemeral' -%}
            {{ exceptions.raise_compiler_error('store_failures is forbidden (test ' ~ node.name ~ ')') }}
        {%- endfor -%}
        {%- if flags.STORE_FAILURES -%}
            {{ exceptions.raise_compiler_error('--store-failures is forbidden') }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
