-- LMVW-13d: side doors of PostgreSQL and PostGIS themselves. Whoever may connect could otherwise read how many rows a table holds
-- and gets from each delivery, and where its geometry lies, without any right on that table.
-- And a comparison that is called leakproof may run before a policy: EXPLAIN ANALYZE then counts hidden rows, and tells whether
-- there is one with a given plannaam. So no function is leakproof, and the policy always comes first, but for one: equality of
-- character(n), the type of gemeente_code in the confidential layer and of nothing else. There an index that takes the condition of the
-- reader takes that of the policy too (docs/decisions/0010), so it meets no hidden row; the cost keeps it behind the policy elsewhere.
-- Readers lose `select *` on pg_class and sizes in `\dt+`; \d, information_schema, QGIS and SQLAlchemy name their columns.
do $$
declare
    functie regprocedure;
    kolommen text;
begin
    for functie in
        select p.oid
        from pg_proc as p
        where
            -- Density map and extent of a table's geometry, from its statistics and its spatial index.
            (
                p.pronamespace = 'public'::regnamespace
                and p.proname ~ '^(_postgis_(stats|selectivity|join_selectivity|index_extent)|st_estimatedextent)$'
            )
            -- Counters and sizes; large objects, which know no row-level security; locks by which a reader could hold up a publication.
            or (
                p.pronamespace = 'pg_catalog'::regnamespace
                and p.proname ~ (
                    '^(pg_stat_get_(db_|xact_)?(tuples|live_tuples|dead_tuples|numscans|blocks|mod_since|ins_since)_?.*'
                    '|pg_(relation|table|indexes|total_relation)_size|lo_.*|loread|lowrite'
                    '|pg_current_wal_.*|pg_stat_get_wal|pg_control_.*|pg_(database|tablespace)_size|pg_(try_)?advisory_.*'
                    -- It answers with the place in the log of changes, so with the size of what others wrote, and writes without end.
                    '|pg_logical_emit_message|pg_stat_get_(bgwriter|buf|checkpoint)_.*|pg_stat_get_slru|pg_stat_get_db_temp_.*'
                    '|pg_stat_get_(auto)?(vacuum|analyze)_count'
                    -- LMVW-15a: a snapshot that somebody else keeps open shows what a right showed before it ended.
                    '|pg_export_snapshot)$'
                )
            )
    loop
        execute format('revoke execute on function %s from public', functie);
    end loop;

    for functie in select oid from pg_proc where proleakproof and oid <> 'bpchareq(bpchar, bpchar)'::regprocedure
    loop
        execute format('alter function %s not leakproof', functie);
    end loop;
    alter function pg_catalog.bpchareq(bpchar, bpchar) leakproof cost 100;

    select string_agg(quote_ident(attname), ', ')
    into kolommen
    from pg_attribute
    where attrelid = 'pg_catalog.pg_class'::regclass
        and attname not in ('relpages', 'reltuples', 'relallvisible', 'relallfrozen', 'xmin', 'cmin', 'xmax', 'cmax');
    execute 'revoke select on pg_catalog.pg_class from public';
    execute format('grant select (%s) on pg_catalog.pg_class to public', kolommen);
end
$$;
grant select on pg_catalog.pg_class to woonkluis_lader, woonkluis_bouwer;
grant execute on function pg_catalog.pg_advisory_xact_lock(integer, integer) to woonkluis_bouwer;
