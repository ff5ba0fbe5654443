-- What a killed dbt run leaves behind holds the same rows as its model, under a name that no test knows.
select
    c.oid::regclass::text as object,
    'is left over from a dbt run' as detail
from pg_class as c
where c.relkind in ('r', 'p', 'v', 'm') and c.relname ~ '__dbt_(tmp|backup)'
