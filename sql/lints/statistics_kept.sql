-- LMVW-13d: EXPLAIN estimates from statistics of all rows, also for a reader who may see some of them.
select
    c.oid::regclass || '.' || a.attname as object,
    'has statistics that EXPLAIN shows' as detail
from pg_attribute as a
inner join pg_class as c on a.attrelid = c.oid
inner join pg_namespace as n on c.relnamespace = n.oid
where
    -- Of an index only what is computed has statistics of its own.
    (
        c.relkind in ('r', 'p')
        or exists (
            select from pg_index as i
            where i.indexrelid = c.oid and (i.indkey::smallint[])[a.attnum - 1] = 0
        )
    )
    and a.attnum > 0
    and not a.attisdropped
    and a.attstattarget is distinct from 0
    and (n.nspname in ('register', 'toegang', 'audit') or n.nspname ~ '_(vertrouwelijk|kluis)$')
