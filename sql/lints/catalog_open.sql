-- LMVW-13d: functions and columns of the catalog that tell where the rows of any table lie and how many there are.
with gevonden as (
    select
        p.oid::regprocedure::text as object,
        'execute for public' as detail
    from pg_proc as p
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as recht
    where
        recht.grantee = 0
        and p.proname ~ (
            '^(_postgis_(stats|selectivity|join_selectivity|index_extent)|st_estimatedextent'
            '|pg_stat_get_(live_tuples|tuples_inserted)|pg_(relation|table|total_relation|tablespace)_size|lo_create'
            '|pg_control_checkpoint|pg_export_snapshot)$'
        )
    union all
    select
        'pg_class.' || kolom,
        'select for every login'
    from unnest(array['reltuples', 'relpages']) as kolom
    where has_column_privilege('publiek_lezer', 'pg_catalog.pg_class', kolom, 'select')
)

select * from gevonden
