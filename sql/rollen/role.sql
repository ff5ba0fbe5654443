-- Roles belong to the whole cluster: attributes, limits, memberships, settings everywhere and in this database.
-- PostgreSQL's own roles show only what was added to them.
with lid as (
    select
        m.member,
        m.roleid,
        concat_ws(
            ', ', 'member', case when m.admin_option then 'with admin option' end,
            -- From PostgreSQL 16 on.
            case when to_jsonb(m) ->> 'set_option' = 'false' then 'without set' end
        ) as hoe
    from pg_auth_members as m
),

final as (
    select
        oid::regrole::text as object,
        'attributes' as aspect,
        concat_ws(
            ' ',
            case when rolcanlogin then 'login' else 'nologin' end,
            case when rolinherit then 'inherit' else 'noinherit' end,
            case when rolsuper then 'superuser' else 'nosuperuser' end,
            case when rolcreatedb then 'createdb' else 'nocreatedb' end,
            case when rolcreaterole then 'createrole' else 'nocreaterole' end,
            case when rolreplication then 'replication' else 'noreplication' end,
            case when rolbypassrls then 'bypassrls' else 'nobypassrls' end
        ) as waarde
    from pg_roles
    where rolname !~ '^pg_' or rolcanlogin or rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls
    union all
    select
        oid::regrole::text,
        'connection limit',
        rolconnlimit::text
    from pg_roles
    where rolconnlimit <> -1
    union all
    select
        oid::regrole::text,
        'valid until',
        (rolvaliduntil at time zone 'UTC')::text
    from pg_roles
    where rolvaliduntil < 'infinity'
    union all
    select
        member::regrole::text,
        'member of ' || roleid::regrole,
        string_agg(hoe, '; ' order by hoe)
    from lid
    where not (member::regrole::text ~ '^pg_' and roleid::regrole::text ~ '^pg_')
    group by member, roleid
    union all
    select
        s.setrole::regrole::text,
        case when s.setdatabase = 0 then 'setting ' else 'setting here ' end || split_part(instelling.waarde, '=', 1),
        substr(instelling.waarde, strpos(instelling.waarde, '=') + 1)
    from pg_db_role_setting as s
    left join pg_database as d on s.setdatabase = d.oid
    cross join lateral unnest(s.setconfig) as instelling (waarde)
    where s.setrole <> 0 and (s.setdatabase = 0 or d.datname = current_database())
    union all
    select
        'every role',
        'setting ' || split_part(instelling.waarde, '=', 1),
        substr(instelling.waarde, strpos(instelling.waarde, '=') + 1)
    from pg_db_role_setting as s
    cross join lateral unnest(s.setconfig) as instelling (waarde)
    where s.setrole = 0 and s.setdatabase = 0
)

select * from final
