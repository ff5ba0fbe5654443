-- Schemas without readers: what is landed, staged or identifies a person is for the tools only (WIV-3.1).
with toegekend as (
    select
        c.oid::regclass::text as object,
        c.relnamespace as schema_oid,
        recht.grantee
    from pg_class as c
    left join pg_attribute as a on c.oid = a.attrelid
    cross join lateral aclexplode(c.relacl || a.attacl) as recht
    union
    select
        n.nspname,
        n.oid,
        recht.grantee
    from pg_namespace as n
    cross join lateral aclexplode(n.nspacl) as recht
)

select
    t.object,
    'granted to ' || case when t.grantee = 0 then 'public' else t.grantee::regrole::text end as detail
from toegekend as t
where
    t.schema_oid in ('landing'::regnamespace, 'staging'::regnamespace, 'cwr_kluis'::regnamespace)
    and t.grantee not in ('woonkluis_eigenaar'::regrole, 'woonkluis_lader'::regrole, 'woonkluis_bouwer'::regrole)
    -- The tool that makes pseudonyms, in the vault only.
    and not (t.grantee = 'woonkluis_kluis'::regrole and t.schema_oid = 'cwr_kluis'::regnamespace)
    -- It is how pgaudit knows what to log; without usage of the schema it reads nothing.
    and not (t.grantee = 'woonkluis_leeslog'::regrole and strpos(t.object, '.') > 0)
