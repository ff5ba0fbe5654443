-- LMVW-13: a materialized view cannot have row-level security: its owner's rows are everybody's.
select
    c.oid::regclass::text as object,
    'is a materialized view' as detail
from pg_class as c
where c.relkind = 'm'
