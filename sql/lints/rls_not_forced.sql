-- LMVW-13, WIV-4.10: without FORCE a table shows its rows to its owner, without ENABLE to everybody with a grant.
-- Landing is not among them: COPY refuses row-level security, so `closed_schema_granted` guards it instead.
select
    c.oid::regclass::text as object,
    'row-level security is not enabled and forced' as detail
from pg_class as c
inner join pg_namespace as n on c.relnamespace = n.oid
where
    c.relkind in ('r', 'p')
    and not (c.relrowsecurity and c.relforcerowsecurity)
    and n.nspname !~ '^pg_'
    and n.nspname not in ('information_schema', 'public', 'landing', 'referentie', 'lmvw_publiek', 'cwr_publiek')
