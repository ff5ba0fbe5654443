{#-
    Relations outside the public schemas that lack row-level security, enabled and forced, or a policy by which the builder reads
    every row (without it dbt reads none and says nothing), and views with the rights of their owner. Landing has no readers.
-#}
{% macro onveilige_relaties() -%}
    select
        namespace.nspname as schema_naam,
        class.relname as relatie_naam
    from pg_catalog.pg_class as class
    inner join pg_catalog.pg_namespace as namespace on class.relnamespace = namespace.oid
    where
        namespace.nspname in (
            'landing', 'register', 'staging', 'lmvw_vertrouwelijk', 'lmvw_geaggregeerd',
            'cwr_kluis', 'cwr_vertrouwelijk', 'cwr_geaggregeerd'
        )
        and case
            when class.relkind in ('r', 'p')
                then
                    (namespace.nspname <> 'landing' and not (class.relrowsecurity and class.relforcerowsecurity))
                    or (
                        class.relrowsecurity
                        and has_table_privilege('woonkluis_bouwer', class.oid, 'select')
                        and not exists (
                            select
                            from pg_catalog.pg_policy as policy
                            where
                                policy.polrelid = class.oid
                                and policy.polpermissive
                                and policy.polcmd in ('r', '*')
                                and 'woonkluis_bouwer'::regrole = any(policy.polroles)
                                and pg_get_expr(policy.polqual, policy.polrelid) = 'true'
                        )
                    )
            when class.relkind = 'v' then not coalesce('security_invoker=true' = any(class.reloptions), false)
            else class.relkind = 'm'
        end
{%- endmacro %}
