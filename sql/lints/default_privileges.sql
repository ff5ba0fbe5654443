-- A default grant opens every relation that will ever be made, before its protection is thought of.
select
    coalesce(d.defaclnamespace::regnamespace::text, 'every schema') as object,
    recht.privilege_type || ' on what ' || d.defaclrole::regrole || ' makes, for '
    || case when recht.grantee = 0 then 'public' else recht.grantee::regrole::text end as detail
from pg_default_acl as d
cross join lateral aclexplode(d.defaclacl) as recht
where recht.grantee <> d.defaclrole
