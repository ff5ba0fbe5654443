{#-
    Schemas are those of sql/migrations: a node's schema is taken as written, and there is no default to fall into by accident.
    A test has none: where failures were to be stored, the builder would have to make a schema, and the database forbids that.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if node.resource_type == 'test' -%}
        store_failures_is_verboden
    {%- else -%}
        {{ custom_schema_name | trim if custom_schema_name else 'schema_ontbreekt' }}
    {%- endif -%}
{%- endmacro %}
