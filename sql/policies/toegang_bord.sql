-- What the overview of access reads: rights and what they rest on. No signer, no description, no plan, no person.
-- Runs after audit.sql, register.sql and toegang.sql, which close their schemas.
set local role woonkluis_eigenaar;

grant select (
    recht_id, login_rol, regime, gebied_soort, gebied_code, datatype, studie_id, besluit_id, verklaring_id, geldig_van, geldig_tot,
    toegekend_door
)
on toegang.recht to woonkluis_toegangsbord;
create policy bord on toegang.recht for select to woonkluis_toegangsbord using (true);
grant select (login_naam, vervalt_op, vervangen_op) on toegang.eenmalig_wachtwoord to woonkluis_toegangsbord;
create policy bord on toegang.eenmalig_wachtwoord for select to woonkluis_toegangsbord using (true);
grant select (onderzoek_id, regime, titel, groep, instelling, eindigt_op, beeindigd_op) on register.onderzoek to woonkluis_toegangsbord;
create policy bord on register.onderzoek for select to woonkluis_toegangsbord using (regime = 'lmvw');
grant select (verklaring_id, regime, login_naam, deel_a_op, deel_b_op, bevestigd_door, ingetrokken_op)
on register.geheimhoudingsverklaring to woonkluis_toegangsbord;
create policy bord on register.geheimhoudingsverklaring for select to woonkluis_toegangsbord using (regime = 'lmvw');
grant select (besluit_id, soort, orgaan, uitkomst, besloten_op, ingetrokken_op) on register.besluit to woonkluis_toegangsbord;
create policy bord on register.besluit for select to woonkluis_toegangsbord using (soort = 'toegang_13b');
grant select (login, relatie, eerst, laatst, keren) on audit.gebruik to woonkluis_toegangsbord;
create policy bord on audit.gebruik for select to woonkluis_toegangsbord using (relatie ~ '^(lmvw|cwr)_');
-- WIV-6.10: who looked when, not at whom and not why.
grant select (login, gevraagd_op) on audit.inzage to woonkluis_toegangsbord;
create policy bord on audit.inzage for select to woonkluis_toegangsbord using (true);
-- WIV-6.7: who may look persons up, of which party.
grant select (login_rol, partij_code, toepassing, vastgelegd_op, beeindigd_op) on toegang.inzage_login to woonkluis_toegangsbord;
create policy bord on toegang.inzage_login for select to woonkluis_toegangsbord using (true);
grant select (partij_code, naam) on register.partij to woonkluis_toegangsbord;
create policy toegangsbord on register.partij for select to woonkluis_toegangsbord using (true);
grant select (bekend_sinds, gelezen_tot) on audit.leeslog_stand to woonkluis_toegangsbord;
create policy bord on audit.leeslog_stand for select to woonkluis_toegangsbord using (true);

-- LMVW-15a: told once. Who tells writes it down.
grant select, insert (onderzoek_id) on toegang.einde_gemeld to woonkluis_toegang;
create policy toegang on toegang.einde_gemeld to woonkluis_toegang using (true) with check (true);

reset role;
