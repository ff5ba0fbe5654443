-- LMVW-13d: sorting by distance through a spatial index counts in EXPLAIN ANALYZE the hidden rows that lie nearer than the first own one.
select
    i.indexrelid::regclass::text as object,
    'is a spatial index on a relation with policies that ' || r.rolname || ' may read' as detail
from pg_index as i
inner join pg_class as c on i.indrelid = c.oid
inner join pg_class as ic on i.indexrelid = ic.oid
inner join pg_am as am on ic.relam = am.oid
inner join pg_roles as r on r.rolname ~ '^(lmvw|cwr)_' or r.rolname = 'publiek_lezer'
where
    c.relrowsecurity
    and am.amname in ('gist', 'spgist')
    and has_any_column_privilege(r.oid, c.oid, 'select')
