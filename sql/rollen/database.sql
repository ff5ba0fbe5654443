-- Databases of the warehouse's cluster: owner, who may connect and make things there, settings for everybody in this one.
with bekeken as (
    select
        oid,
        datdba,
        datacl,
        case when datname = current_database() then 'this database' else 'database ' || datname end as object
    from pg_database
    where datname in (current_database(), 'postgres', 'template1', 'airflow')
),

recht as (
    select
        b.object,
        a.grantee,
        lower(a.privilege_type) || case when a.is_grantable then ' with grant option' else '' end as wat
    from bekeken as b
    cross join lateral aclexplode(coalesce(b.datacl, acldefault('d', b.datdba))) as a
    where a.grantee <> b.datdba
),

final as (
    select
        object,
        'owner' as aspect,
        datdba::regrole::text as waarde
    from bekeken
    union all
    select
        object,
        'to ' || case when grantee = 0 then 'public' else grantee::regrole::text end,
        string_agg(wat, ', ' order by wat)
    from recht
    group by object, grantee
    union all
    select
        'this database',
        'setting ' || split_part(instelling.waarde, '=', 1),
        substr(instelling.waarde, strpos(instelling.waarde, '=') + 1)
    from pg_db_role_setting as s
    inner join pg_database as d on s.setdatabase = d.oid
    cross join lateral unnest(s.setconfig) as instelling (waarde)
    where s.setrole = 0 and d.datname = current_database()
)

select * from final
