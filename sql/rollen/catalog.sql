-- What was taken from, or given on, the relations and functions of PostgreSQL and its extensions since they were made
-- (sql/policies/catalogus.sql), which of them have the rights of their owner, and which may run before a policy.
with van_anderen as (
    select p.*
    from pg_proc as p
    where
        p.oid < 16384
        or p.oid in (
            select d.objid from pg_depend as d
            where d.classid = 'pg_proc'::regclass and d.deptype = 'e'
        )
),

objecten as (
    select
        'pg_class'::regclass as soort,
        c.oid,
        0 as deel,
        c.oid::regclass::text as object,
        '' as kolom,
        c.relowner as eigenaar,
        c.relacl as acl,
        case when c.relkind = 'S' then acldefault('s', c.relowner) else acldefault('r', c.relowner) end as begin
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    where
        n.nspname = 'pg_catalog' and c.oid < 16384 and c.relkind in ('r', 'v', 'S')
    union all
    select
        'pg_class'::regclass,
        c.oid,
        k.attnum,
        c.oid::regclass::text,
        k.attname::text,
        c.relowner,
        k.attacl,
        null::aclitem[]
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    inner join pg_attribute as k on c.oid = k.attrelid
    where
        n.nspname = 'pg_catalog' and c.oid < 16384 and k.attacl is not null
    union all
    select
        'pg_proc'::regclass,
        p.oid,
        0,
        p.oid::regprocedure::text,
        '',
        p.proowner,
        p.proacl,
        acldefault('f', p.proowner)
    from van_anderen as p
    where
        p.proacl is not null
        or p.oid in (
            select i.objoid from pg_init_privs as i
            where i.classoid = 'pg_proc'::regclass
        )
),

anders as (
    select
        o.object,
        o.kolom,
        o.eigenaar,
        coalesce(o.acl, o.begin) as acl,
        coalesce(i.initprivs, o.begin) as begin
    from objecten as o
    left join pg_init_privs as i on o.oid = i.objoid and o.soort = i.classoid and o.deel = i.objsubid
    where o.acl is distinct from i.initprivs
),

af_en_bij as (
    select
        v.object,
        'to ' as aspect,
        v.kolom,
        a.grantee,
        lower(a.privilege_type) as recht
    from anders as v
    cross join
        lateral (
            select
                n.grantee,
                n.privilege_type
            from aclexplode(v.acl) as n
            except
            select
                o.grantee,
                o.privilege_type
            from aclexplode(v.begin) as o
        ) as a
    where a.grantee <> v.eigenaar
    union all
    select
        v.object,
        'not to ',
        v.kolom,
        a.grantee,
        lower(a.privilege_type)
    from anders as v
    cross join
        lateral (
            select
                o.grantee,
                o.privilege_type
            from aclexplode(v.begin) as o
            except
            select
                n.grantee,
                n.privilege_type
            from aclexplode(v.acl) as n
        ) as a
    where a.grantee <> v.eigenaar
),

per_recht as (
    select
        object,
        aspect,
        grantee,
        recht || case when max(kolom) = '' then '' else ' (' || string_agg(quote_ident(kolom), ', ' order by kolom) || ')' end as wat
    from af_en_bij
    group by object, aspect, grantee, recht, kolom = ''
),

functies as (
    select
        p.oid::regprocedure::text as object,
        p.proowner,
        p.prosecdef,
        p.proleakproof,
        p.proconfig
    from van_anderen as p
    where p.proowner <> 10 or p.prosecdef or p.proleakproof or p.proconfig is not null
),

final as (
    select
        object,
        aspect || case when grantee = 0 then 'public' else grantee::regrole::text end as aspect,
        string_agg(wat, ', ' order by wat) as waarde
    from per_recht
    group by object, aspect, grantee
    union all
    select
        object,
        'owner',
        proowner::regrole::text
    from functies
    where proowner <> 10
    union all
    select
        object,
        'security',
        'security definer'
    from functies
    where prosecdef
    union all
    select
        object,
        'leakproof',
        'yes'
    from functies
    where proleakproof
    union all
    select
        f.object,
        'setting ' || split_part(instelling.waarde, '=', 1),
        substr(instelling.waarde, strpos(instelling.waarde, '=') + 1)
    from functies as f
    cross join lateral unnest(f.proconfig) as instelling (waarde)
)

select * from final
