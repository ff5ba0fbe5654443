-- Every relation and column says what it is; users query them by name.
with omschreven as (
    select
        c.oid::regclass::text as object,
        c.oid,
        0 as kolom
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
    union all
    select
        c.oid::regclass || '.' || a.attname,
        c.oid,
        a.attnum
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    inner join pg_attribute as a on c.oid = a.attrelid
    where
        c.relkind in ('r', 'p', 'v', 'm', 'f')
        and n.nspname !~ '^pg_'
        and n.nspname not in ('information_schema', 'public')
        and a.attnum > 0
        and not a.attisdropped
)

select
    o.object,
    'has no comment' as detail
from omschreven as o
left join pg_description as d on d.classoid = 'pg_class'::regclass and o.oid = d.objoid and o.kolom = d.objsubid
where coalesce(d.description, '') = ''
