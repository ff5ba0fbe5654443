-- Nobody but the administrator that made the cluster (role 10) stands above the policies.
-- Roles of PostgreSQL itself such as pg_read_all_data read past grants; on PostgreSQL 15 CREATEROLE can join any group.
with gevonden as (
    select
        r.rolname::text as object,
        concat_ws(
            ', ',
            case when r.rolsuper then 'superuser' end, case when r.rolbypassrls then 'bypassrls' end,
            case when r.rolcreaterole then 'createrole' end, case when r.rolcreatedb then 'createdb' end,
            case when r.rolreplication then 'replication' end
        ) as detail
    from pg_roles as r
    where r.oid <> 10 and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
    union all
    select
        m.member::regrole::text,
        'is a member of ' || m.roleid::regrole
    from pg_auth_members as m
    where m.roleid::regrole::text ~ '^pg_' and m.member::regrole::text <> 'pg_monitor'
)

select * from gevonden
