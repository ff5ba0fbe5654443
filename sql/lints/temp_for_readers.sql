-- A reader with temporary tables can put a name of its own before that of a relation in somebody's search_path.
select
    d.datname::text as object,
    'temporary tables for ' || recht.grantee::regrole as detail
from pg_database as d
cross join lateral aclexplode(d.datacl) as recht
where
    d.datname = current_database()
    and recht.privilege_type in ('TEMPORARY', 'CREATE')
    and recht.grantee not in (d.datdba, 'woonkluis_bouwer'::regrole, 'woonkluis_lader'::regrole)
