-- What a policy asks: the rights of whoever runs the query, at the moment it runs.
-- clock_timestamp, not now(): a right that ends counts in the next query, also in a transaction or a DO block that stays open.
set local role woonkluis_eigenaar;

create or replace view toegang.geldig_recht with (security_invoker = true) as
select
    regime,
    gebied_soort,
    gebied_code,
    datatype
from toegang.recht
where
    pg_has_role(login_rol, 'usage')
    and geldig_van <= clock_timestamp()
    and (geldig_tot is null or geldig_tot > clock_timestamp());
comment on view toegang.geldig_recht is 'LMVW-12 to LMVW-15: rights of the current role that are in force now';
comment on column toegang.geldig_recht.regime is 'lmvw or cwr';
comment on column toegang.geldig_recht.gebied_soort is 'gemeente, provincie, nederland or woonmaatschappij';
comment on column toegang.geldig_recht.gebied_code is 'Code of the area';
comment on column toegang.geldig_recht.datatype is 'polygonen or kenmerken';

revoke all on toegang.geldig_recht from public;
grant select on toegang.geldig_recht to lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij;

reset role;
