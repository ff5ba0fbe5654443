-- WIV-6.9: pgaudit logs reads of what woonkluis_leeslog has a grant on, for every login but those of the tools that load and build.
with bedoeld as (
    select c.oid
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    where
        c.relkind in ('r', 'p')
        and (
            n.nspname in ('landing', 'lmvw_vertrouwelijk', 'lmvw_geaggregeerd', 'cwr_kluis', 'cwr_vertrouwelijk', 'cwr_geaggregeerd')
            or c.oid in (
                'register.bevinding'::regclass, 'register.bijlage'::regclass, 'register.label'::regclass, 'audit.gebeurtenis'::regclass,
                'audit.inzage'::regclass
            )
        )
),

gewenst (naam, waarde) as (
    values
    ('pgaudit.role', 'woonkluis_leeslog'),
    ('pgaudit.log', 'ddl, role'),
    ('pgaudit.log_parameter', 'off'),
    ('pgaudit.log_statement', 'off'),
    ('pgaudit.log_rows', 'off'),
    ('pgaudit.log_client', 'off')
),

ingesteld as (
    select
        s.setdatabase,
        s.setrole,
        split_part(instelling, '=', 1) as naam,
        substr(instelling, strpos(instelling, '=') + 1) as waarde
    from pg_db_role_setting as s
    cross join lateral unnest(s.setconfig) as instelling
),

gevonden as (
    select
        b.oid::regclass::text as object,
        'reads of it are not logged' as detail
    from bedoeld as b
    where not has_table_privilege('woonkluis_leeslog', b.oid, 'select')
    union all
    select
        d.datname::text,
        'does not set ' || g.naam || ' to ' || g.waarde
    from gewenst as g
    cross join pg_database as d
    where
        d.datname = current_database()
        and not exists (
            select from ingesteld as i
            where i.setdatabase = d.oid and i.setrole = 0 and i.naam = g.naam and i.waarde = g.waarde
        )
    union all
    select
        coalesce(nullif(i.setrole, 0)::regrole::text, 'every role'),
        'has its own ' || i.naam
    from ingesteld as i
    where
        i.naam ~ '^pgaudit\.'
        and i.setrole <> 0
        and not (
            i.naam in ('pgaudit.role', 'pgaudit.log')
            and i.setrole::regrole::text ~ '^dienst_'
            and (pg_has_role(i.setrole, 'woonkluis_lader', 'member') or pg_has_role(i.setrole, 'woonkluis_bouwer', 'member'))
        )
)

select * from gevonden
