-- Default privileges: what a role's new objects give to others, as far as it differs from what PostgreSQL itself does.
with regels as (
    select
        d.defaclrole::regrole || case
            when d.defaclnamespace = 0 then '' else ' in schema ' || d.defaclnamespace::regnamespace
        end as object,
        case d.defaclobjtype
            when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas'
        end as soort,
        d.defaclacl as acl,
        case
            -- Within one schema a rule only adds.
            when d.defaclnamespace <> 0 then null::aclitem[]
            when d.defaclobjtype = 'S' then acldefault('s', d.defaclrole)
            else acldefault(d.defaclobjtype, d.defaclrole)
        end as begin,
        d.defaclrole as rol
    from pg_default_acl as d
),

af_en_bij as (
    select
        r.object,
        r.soort || ' to ' as aspect,
        a.grantee,
        lower(a.privilege_type) || case when a.is_grantable then ' with grant option' else '' end as wat
    from regels as r
    cross join
        lateral (
            select
                n.grantee,
                n.privilege_type,
                n.is_grantable
            from aclexplode(r.acl) as n
            except
            select
                o.grantee,
                o.privilege_type,
                o.is_grantable
            from aclexplode(r.begin) as o
        ) as a
    where a.grantee <> r.rol
    union all
    select
        r.object,
        r.soort || ' not to ',
        a.grantee,
        lower(a.privilege_type)
    from regels as r
    cross join
        lateral (
            select
                o.grantee,
                o.privilege_type
            from aclexplode(r.begin) as o
            except
            select
                n.grantee,
                n.privilege_type
            from aclexplode(r.acl) as n
        ) as a
    where a.grantee <> r.rol
),

final as (
    select
        object,
        aspect || case when grantee = 0 then 'public' else grantee::regrole::text end as aspect,
        string_agg(wat, ', ' order by wat) as waarde
    from af_en_bij
    group by object, aspect, grantee
)

select * from final
