-- A login sees its own rights and nobody else's; only woonkluis_toegang writes them.
set local role woonkluis_eigenaar;

revoke all on toegang.recht from public;
grant select, insert, update, delete on toegang.recht to woonkluis_toegang;
grant select on toegang.recht to lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij;

drop policy if exists toegang on toegang.recht;
create policy toegang on toegang.recht to woonkluis_toegang using (true) with check (true);
drop policy if exists eigen on toegang.recht;
create policy eigen on toegang.recht for select to lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij
using (pg_has_role(login_rol, 'usage'));

revoke all on toegang.geldig_recht from public;
grant select on toegang.geldig_recht to lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij;

reset role;
