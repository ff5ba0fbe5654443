-- Grants belong to groups and rights to rows: a grant to a login is a right that no register shows (LMVW-12, WIV-4.10).
with toegekend as (
    select
        c.oid::regclass::text as object,
        c.relnamespace as schema_oid,
        c.relowner as eigenaar,
        recht.grantee
    from pg_class as c
    left join pg_attribute as a on c.oid = a.attrelid
    cross join lateral aclexplode(c.relacl || a.attacl) as recht
    union
    select
        n.nspname,
        n.oid,
        n.nspowner,
        recht.grantee
    from pg_namespace as n
    cross join lateral aclexplode(n.nspacl) as recht
    union
    select
        p.oid::regprocedure::text,
        p.pronamespace,
        p.proowner,
        recht.grantee
    from pg_proc as p
    cross join lateral aclexplode(p.proacl) as recht
)

select
    t.object,
    'granted to login ' || r.rolname as detail
from toegekend as t
inner join pg_namespace as n on t.schema_oid = n.oid
inner join pg_roles as r on t.grantee = r.oid
where r.rolcanlogin and t.grantee <> t.eigenaar and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
