-- An owner can switch off what protects its relation, so owners never log in and nobody is a member of the owner of the registers.
with schemas as (
    select
        n.oid,
        n.nspname,
        n.nspowner
    from pg_namespace as n
    where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
),

eigendom as (
    select
        c.oid::regclass::text as object,
        c.relowner as eigenaar
    from pg_class as c
    inner join schemas as s on c.relnamespace = s.oid
    where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    union all
    select
        p.oid::regprocedure::text,
        p.proowner
    from pg_proc as p
    inner join schemas as s on p.pronamespace = s.oid
    -- LMVW-15a: on PostgreSQL 15 only the administrator can make logins without being able to join any group.
    -- WIV-6.9: and only the administrator reads the server's log.
    where
        p.proowner <> 10
        or p.oid::regprocedure::text not in (
            'toegang.zet_onderzoekslogin(uuid,text)', 'toegang.sluit_onderzoekslogin(text)', 'toegang.bevestig_wachtwoord()',
            'audit.neem_leeslog_op()'
        )
    union all
    select
        s.nspname,
        s.nspowner
    from schemas as s
),

gevonden as (
    select
        e.object,
        'owner ' || r.rolname || ' can log in' as detail
    from eigendom as e
    inner join pg_roles as r on e.eigenaar = r.oid
    where r.rolcanlogin
    union all
    select
        m.member::regrole::text as object,
        'is a member of woonkluis_eigenaar' as detail
    from pg_auth_members as m
    where m.roleid = 'woonkluis_eigenaar'::regrole
)

select * from gevonden
