-- Nothing is everybody's, except reading the public reference data.
with toegekend as (
    select
        c.oid::regclass::text as object,
        c.relnamespace as schema_oid,
        recht.privilege_type
    from pg_class as c
    cross join lateral aclexplode(c.relacl) as recht
    where recht.grantee = 0
    union all
    select
        c.oid::regclass || '.' || a.attname,
        c.relnamespace,
        recht.privilege_type
    from pg_class as c
    inner join pg_attribute as a on c.oid = a.attrelid
    cross join lateral aclexplode(a.attacl) as recht
    where recht.grantee = 0
    union all
    select
        n.nspname,
        n.oid,
        recht.privilege_type
    from pg_namespace as n
    cross join lateral aclexplode(n.nspacl) as recht
    where recht.grantee = 0
),

gevonden as (
    select
        t.object,
        t.privilege_type || ' for public' as detail
    from toegekend as t
    inner join pg_namespace as n on t.schema_oid = n.oid
    where
        n.nspname !~ '^pg_'
        and n.nspname not in ('information_schema', 'public')
        and not (n.nspname = 'referentie' and t.privilege_type in ('SELECT', 'USAGE'))
    union all
    select
        d.datname,
        recht.privilege_type || ' for public'
    from pg_database as d
    cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as recht
    where d.datallowconn and recht.grantee = 0
)

select * from gevonden
