-- A login sees its own rights and nobody else's; only woonkluis_toegang writes them.
-- A right is ended, not deleted or rewritten: who could see what, and when, stays answerable (LMVW-4a, LMVW-GV-A6).
set local role woonkluis_eigenaar;

select toegang.sluit_tabellen('toegang');

-- toegekend_door is not among the columns: the server fills it in.
grant
select,
insert (login_rol, regime, gebied_soort, gebied_code, datatype, studie_id, besluit_id, verklaring_id, geldig_van, geldig_tot),
update (geldig_tot)
on toegang.recht to woonkluis_toegang;
create policy toegang_lezen on toegang.recht for select to woonkluis_toegang using (true);
create policy toegang_toekennen on toegang.recht for insert to woonkluis_toegang with check (true);
create policy toegang_beeindigen on toegang.recht for update to woonkluis_toegang using (true) with check (true);

grant select on toegang.recht to
lmvw_gemeente, lmvw_provincie, lmvw_beheer, lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c,
cwr_woonmaatschappij, cwr_gsc, cwr_huurprijs, cwr_prestatie, cwr_statistiek, cwr_toezicht;
create policy eigen on toegang.recht for select
to lmvw_gemeente, lmvw_provincie, lmvw_beheer, lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c,
cwr_woonmaatschappij, cwr_gsc, cwr_huurprijs, cwr_prestatie, cwr_statistiek, cwr_toezicht
using (login_rol = quote_ident(current_user)::regrole);

reset role;
