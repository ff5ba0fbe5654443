-- Group and technical roles have no login: a right must lead to one person, study or tool (LMVW-15a, WIV-6.9).
select
    r.rolname::text as object,
    'is a group role and can log in' as detail
from pg_roles as r
where r.rolcanlogin and (r.rolname ~ '^(lmvw|cwr|woonkluis)_' or r.rolname = 'publiek_lezer')
