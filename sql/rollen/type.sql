-- Types of the warehouse: owner and who may use them. Arrays and the row types of relations follow what they belong to.
with bekeken as (
    select
        t.oid,
        format('%I.%I', n.nspname, t.typname) as object,
        t.typowner,
        coalesce(t.typacl, acldefault('T', t.typowner)) as acl
    from pg_type as t
    inner join pg_namespace as n on t.typnamespace = n.oid
    left join pg_class as c on t.typrelid = c.oid
    where
        t.oid >= 16384
        and n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
        and t.typcategory <> 'A'
        and coalesce(c.relkind = 'c', true)
        and not exists (
            select from pg_depend as d
            where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
        )
),

recht as (
    select
        b.object,
        a.grantee,
        lower(a.privilege_type) || case when a.is_grantable then ' with grant option' else '' end as wat
    from bekeken as b
    cross join lateral aclexplode(b.acl) as a
    where a.grantee <> b.typowner
),

final as (
    select
        object,
        'owner' as aspect,
        typowner::regrole::text as waarde
    from bekeken
    union all
    select
        object,
        'to ' || case when grantee = 0 then 'public' else grantee::regrole::text end,
        string_agg(wat, ', ' order by wat)
    from recht
    group by object, grantee
)

select * from final
