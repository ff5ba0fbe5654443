-- LMVW-13d: a leakproof comparison of a reader may run before the policy, and EXPLAIN ANALYZE shows what it met there. Only equality of
-- character(n), the type of gemeente_code, is leakproof: in its index the policy goes along, and elsewhere its cost keeps it behind.
select
    p.oid::regprocedure::text as object,
    'is leakproof' || case when p.procost < 100 then ' and too cheap to come after the policy' else '' end as detail
from pg_proc as p
where p.proleakproof and (p.oid <> 'bpchareq(bpchar, bpchar)'::regprocedure or p.procost < 100)
