-- LMVW-13d: a leakproof comparison of a reader may run before the policy, and EXPLAIN ANALYZE shows what it met there.
select
    p.oid::regprocedure::text as object,
    'is leakproof' as detail
from pg_proc as p
where p.proleakproof
