-- Schemas: owner, and who may name or make things in them.
with bekeken as (
    select
        oid,
        oid::regnamespace::text as object,
        nspowner,
        coalesce(nspacl, acldefault('n', nspowner)) as acl
    from pg_namespace
    where nspname !~ '^pg_(toast|temp_|toast_temp_)'
),

recht as (
    select
        b.object,
        a.grantee,
        lower(a.privilege_type) || case when a.is_grantable then ' with grant option' else '' end as wat
    from bekeken as b
    cross join lateral aclexplode(b.acl) as a
    where a.grantee <> b.nspowner
),

final as (
    select
        object,
        'owner' as aspect,
        nspowner::regrole::text as waarde
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
