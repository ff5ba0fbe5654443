-- PostgreSQL lets everybody execute a new function; in our schemas each function names who may.
select
    p.oid::regprocedure::text as object,
    'execute for public' as detail
from pg_proc as p
inner join pg_namespace as n on p.pronamespace = n.oid
cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as recht
where recht.grantee = 0 and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
