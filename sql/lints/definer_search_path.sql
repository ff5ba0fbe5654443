-- A SECURITY DEFINER function without a pinned search_path that ends in pg_temp runs its caller's objects with its owner's rights.
select
    p.oid::regprocedure::text as object,
    'runs as ' || p.proowner::regrole || ' without a pinned search_path' as detail
from pg_proc as p
inner join pg_namespace as n on p.pronamespace = n.oid
where
    p.prosecdef
    and not exists (
        select from unnest(p.proconfig) as instelling
        where instelling ~ '^search_path=.*pg_temp"?$'
    )
    and n.nspname !~ '^pg_'
    and not exists (
        select from pg_depend as d
        where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    )
