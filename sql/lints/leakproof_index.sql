-- LMVW-8, LMVW-13d: equality of character(n) is leakproof, so an index on such a column takes the condition of a reader. On a table
-- with policies it must take those of the policies with it: B-tree, gemeente_code first (every area is compared as gemeenten), bewaarplaats
-- second (what beheer may see). An index in which one of them is missing shows in EXPLAIN ANALYZE how many hidden rows it met.
select
    i.indexrelid::regclass::text as object,
    'takes a gemeente of the reader without what the policies ask' as detail
from pg_index as i
inner join pg_class as c on i.indrelid = c.oid
inner join pg_class as ic on i.indexrelid = ic.oid
inner join pg_am as am on ic.relam = am.oid
inner join pg_attribute as kolom on i.indrelid = kolom.attrelid and kolom.attnum = any(i.indkey::smallint[])
where
    c.relrowsecurity
    and kolom.atttypid = 'bpchar'::regtype
    and (
        am.amname <> 'btree'
        or i.indpred is not null
        or (
            select array_agg(a.attname::text order by k.plaats)
            from unnest(i.indkey::smallint[]) with ordinality as k (nummer, plaats)
            left join pg_attribute as a on i.indrelid = a.attrelid and k.nummer = a.attnum
        ) <> array['gemeente_code', 'bewaarplaats']
    )
