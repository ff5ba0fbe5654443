-- LMVW-8, LMVW-13d: policies of two groups are joined by `or`, and then none of them goes along into an index with the gemeente that the
-- login asks for: EXPLAIN ANALYZE would count hidden plans. And one login, one purpose: whoever has two has two logins. WIV-2, WIV-4: in
-- the cwr two purposes would be two pseudonyms of a person on one row.
select
    r.rolname::text as object,
    'is in more than one group that reads confidential rows: ' || string_agg(g.rolname::text, ', ' order by g.rolname) as detail
from pg_roles as r
inner join pg_roles as g
    on
        g.rolname ~ '^lmvw_(gemeente|provincie|beheer|onderzoeker_12[abc])$'
        or g.rolname ~ '^cwr_(gsc|huurprijs|prestatie|statistiek|toezicht|omgeving|dpo|woonmaatschappij)$'
where r.rolcanlogin and not r.rolsuper and pg_has_role(r.oid, g.oid, 'member')
group by r.rolname, left(g.rolname::text, 4)
having count(*) > 1
