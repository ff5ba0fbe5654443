-- With FORCE and no policy of its own the builder reads 0 rows without an error, and empties every layer above.
select
    c.oid::regclass::text as object,
    'woonkluis_bouwer has no policy that lets it read and write all rows' as detail
from pg_class as c
where
    c.relkind in ('r', 'p')
    and c.relforcerowsecurity
    and c.relowner = 'woonkluis_bouwer'::regrole
    and not exists (
        select from pg_policy as p
        where
            p.polrelid = c.oid
            and p.polcmd = '*'
            and p.polpermissive
            and p.polroles = array['woonkluis_bouwer'::regrole::oid]
            and pg_get_expr(p.polqual, p.polrelid) = 'true'
    )
