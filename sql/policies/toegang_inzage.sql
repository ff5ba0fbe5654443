-- WIV-6.7, WIV-6.10: who registers logins for the look-up of a person, and who reads its log. Nobody but the owner's functions of
-- sql/views/inzage.sql reads the vault for it or writes the log. Runs after audit.sql and toegang.sql, which close these schemas.
-- To wait until a question is on disk; nobody else may read how much the server writes (catalogus.sql).
grant execute on function pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_wal_flush_lsn() to woonkluis_eigenaar;
-- To tell transactions of this cluster from those of the one a dump came from.
grant execute on function pg_catalog.pg_control_system() to woonkluis_eigenaar;

set local role woonkluis_eigenaar;

create policy eigenaar_lezen on toegang.inzage_login for select to woonkluis_eigenaar using (true);
grant
select,
insert (login_rol, partij_code, toepassing, vastgelegd_door),
update (beeindigd_op)
on toegang.inzage_login to woonkluis_toegang;
create policy toegang on toegang.inzage_login to woonkluis_toegang using (true) with check (true);

create policy toevoegen on audit.inzage for insert to woonkluis_eigenaar with check (true);
create policy eigenaar_lezen on audit.inzage for select to woonkluis_eigenaar using (true);
-- WIV-R.4: the words of a reason whose term has passed.
create policy wissen on audit.inzage for update to woonkluis_eigenaar using (reden <> '(gewist)') with check (reden = '(gewist)');
create policy toevoegen on audit.inzage_antwoord for insert to woonkluis_eigenaar with check (true);
create policy eigenaar_lezen on audit.inzage_antwoord for select to woonkluis_eigenaar using (true);
grant select on audit.inzage, audit.inzage_antwoord to cwr_dpo;
create policy dpo on audit.inzage for select to cwr_dpo using (true);
create policy dpo on audit.inzage_antwoord for select to cwr_dpo using (true);

drop policy if exists inzage_lezen on cwr_kluis.pseudoniem;
create policy inzage_lezen on cwr_kluis.pseudoniem for select to woonkluis_eigenaar using (true);
drop policy if exists inzage_lezen on cwr_kluis.bevraagd_persoon;
create policy inzage_lezen on cwr_kluis.bevraagd_persoon for select to woonkluis_eigenaar using (true);
drop policy if exists inzage_toevoegen on cwr_kluis.bevraagd_persoon;
create policy inzage_toevoegen on cwr_kluis.bevraagd_persoon for insert to woonkluis_eigenaar with check (true);
drop policy if exists bewaren_wissen on cwr_kluis.bevraagd_persoon;
create policy bewaren_wissen on cwr_kluis.bevraagd_persoon for delete to woonkluis_eigenaar using (true);

reset role;
