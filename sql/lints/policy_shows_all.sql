-- LMVW-13: `using (true)` for a reader is no protection. Tools need it; sums may have it for beheer (LMVW-13d), and the DPO reads its own
-- decisions (article 9 GDPR) and who looked persons up (WIV-6.10).
select
    p.polrelid::regclass::text as object,
    'policy ' || p.polname || ' shows every row to ' || lezer.naam as detail
from pg_policy as p
inner join pg_class as c on p.polrelid = c.oid
inner join pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select case when rol = 0 then 'public' else rol::regrole::text end as naam from unnest(p.polroles) as rol
    ) as lezer
where
    p.polcmd in ('r', '*')
    and p.polpermissive
    and coalesce(pg_get_expr(p.polqual, p.polrelid), 'true') = 'true'
    and lezer.naam !~ '^woonkluis_'
    and not (n.nspname = 'lmvw_geaggregeerd' and lezer.naam = 'lmvw_beheer')
    and not (
        p.polrelid in ('register.grondslag'::regclass, 'audit.inzage'::regclass, 'audit.inzage_antwoord'::regclass)
        and lezer.naam = 'cwr_dpo'
    )
