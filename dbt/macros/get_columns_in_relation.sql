{#- dbt reads information_schema, which calls a geometry USER-DEFINED: a type that no unit test can cast to. -#}
{% macro postgres__get_columns_in_relation(relation) -%}
    {%- call statement('get_columns_in_relation', fetch_result=True) %}
        select
            attribute.attname as column_name,
            format_type(attribute.atttypid, attribute.atttypmod) as data_type,
            null::integer as character_maximum_length,
            null::integer as numeric_precision,
            null::integer as numeric_scale
        from pg_catalog.pg_attribute as attribute
        inner join pg_catalog.pg_class as class on attribute.attrelid = class.oid
        inner join pg_catalog.pg_namespace as namespace on class.relnamespace = namespace.oid
        where
            attribute.attnum > 0
            and not attribute.attisdropped
            and class.relname = '{{ relation.identifier }}'
            and {% if relation.schema %}namespace.nspname = '{{ relation.schema }}'{% else %}pg_table_is_visible(class.oid){% endif %}
        order by attribute.attnum
    {%- endcall %}
    {{- return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) -}}
{%- endmacro %}
