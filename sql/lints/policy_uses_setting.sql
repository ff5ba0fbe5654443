-- Anyone with SQL can SET a setting, so no policy decides by one.
select
    p.polrelid::regclass::text as object,
    'policy ' || p.polname || ' reads a setting' as detail
from pg_policy as p
where concat(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ~* 'current_setting|pg_settings'
