-- LMVW-13: a view runs with the rights of its owner unless told otherwise, and then shows every row of a protected table.
select distinct
    v.oid::regclass::text as object,
    'reads ' || c.oid::regclass || ' with the rights of its owner' as detail
from pg_depend as d
inner join pg_rewrite as r on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
inner join pg_class as v on r.ev_class = v.oid
inner join pg_class as c on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
inner join pg_namespace as n on c.relnamespace = n.oid
where
    v.relkind = 'v'
    and v.oid <> c.oid
    and not coalesce('security_invoker=true' = any(v.reloptions), false)
    and n.nspname !~ '^pg_'
    and n.nspname not in ('information_schema', 'public', 'referentie', 'lmvw_publiek', 'cwr_publiek')
