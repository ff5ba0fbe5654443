{#- Schemas are those of sql/migrations: a node's schema is taken as written, and there is no default to fall into by accident. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else 'schema_ontbreekt' }}
{%- endmacro %}
