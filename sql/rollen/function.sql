-- Functions of the warehouse: owner, whose rights they use, on which names they rely, who may run them. What a function says is
-- compared where it decides something: everywhere but in landing, whose functions read values, unless they have rights of their own.
with bekeken as (
    select
        p.oid,
        p.oid::regprocedure::text as object,
        n.nspname,
        p.proowner,
        coalesce(p.proacl, acldefault('f', p.proowner)) as acl,
        p.prosecdef,
        p.provolatile,
        p.proleakproof,
        p.proconfig,
        p.prosrc,
        l.lanname
    from pg_proc as p
    inner join pg_namespace as n on p.pronamespace = n.oid
    inner join pg_language as l on p.prolang = l.oid
    where
        p.oid >= 16384
        and n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
        and not exists (
            select from pg_depend as d
            where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
        )
),

recht as (
    select
        b.object,
        a.grantee,
        lower(a.privilege_type) || case when a.is_grantable then ' with grant option' else '' end as wat
    from bekeken as b
    cross join lateral aclexplode(b.acl) as a
    where a.grantee <> b.proowner
),

final as (
    select
        object,
        'owner' as aspect,
        proowner::regrole::text as waarde
    from bekeken
    union all
    select
        object,
        'security',
        concat_ws(
            ' ',
            case when prosecdef then 'security definer' else 'security invoker' end,
            case provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
            case when proleakproof then 'leakproof' else 'not leakproof' end
        )
    from bekeken
    union all
    select
        b.object,
        'setting ' || split_part(instelling.waarde, '=', 1),
        substr(instelling.waarde, strpos(instelling.waarde, '=') + 1)
    from bekeken as b
    cross join lateral unnest(b.proconfig) as instelling (waarde)
    union all
    select
        object,
        'body',
        left(encode(sha256(convert_to(lanname || coalesce(pg_get_function_sqlbody(oid), prosrc), 'UTF8')), 'hex'), 16)
    from bekeken
    where nspname <> 'landing' or prosecdef
    union all
    select
        object,
        'to ' || case when grantee = 0 then 'public' else grantee::regrole::text end,
        string_agg(wat, ', ' order by wat)
    from recht
    group by object, grantee
)

select * from final
