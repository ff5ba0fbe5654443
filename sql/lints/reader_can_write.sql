-- Readers read; only a provincie adds labels (LMVW-5d).
-- TRUNCATE passes by row-level security, REFERENCES and TRIGGER test for rows that are not shown.
with toegekend as (
    select
        c.oid::regclass::text as object,
        c.relnamespace as schema_oid,
        c.relowner as eigenaar,
        recht.grantee,
        recht.privilege_type
    from pg_class as c
    left join pg_attribute as a on c.oid = a.attrelid
    cross join lateral aclexplode(c.relacl || a.attacl) as recht
    union
    select
        n.nspname,
        n.oid,
        n.nspowner,
        recht.grantee,
        recht.privilege_type
    from pg_namespace as n
    cross join lateral aclexplode(n.nspacl) as recht
)

select
    t.object,
    t.privilege_type || ' for ' || t.grantee::regrole as detail
from toegekend as t
inner join pg_namespace as n on t.schema_oid = n.oid
where
    n.nspname !~ '^pg_'
    and t.grantee not in (0, t.eigenaar)
    and (
        t.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')
        or (t.privilege_type = 'CREATE' and t.grantee <> 'woonkluis_bouwer'::regrole)
        or (
            t.privilege_type not in ('SELECT', 'USAGE')
            and t.grantee::regrole::text !~ '^woonkluis_'
            and (t.object, t.grantee::regrole::text, t.privilege_type) <> ('register.label', 'lmvw_provincie', 'INSERT')
        )
    )
