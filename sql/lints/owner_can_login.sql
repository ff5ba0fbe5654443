-- An owner can switch off what protects its relation, so owners never log in and nobody is a member of the owner of the registers.
with eigendom as (
    select c.oid::regclass::text as object, c.relowner as eigenaar, c.relnamespace as schema_oid
    from pg_class as c
    where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    union all
    select p.oid::regprocedure::text, p.proowner, p.pronamespace
    from pg_proc as p
    union all
    select n.nspname, n.nspowner, n.oid
    from pg_namespace as n
),

gevonden as (
    select e.object, 'owner ' || r.rolname || ' can log in' as detail
    from eigendom as e
    inner join pg_namespace as n on e.schema_oid = n.oid
    inner join pg_roles as r on e.eigenaar = r.oid
    where r.rolcanlogin and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
    union all
    select m.member::regrole::text, 'is a member of woonkluis_eigenaar'
    from pg_auth_members as m
    where m.roleid = 'woonkluis_eigenaar'::regrole
)

select * from gevonden
