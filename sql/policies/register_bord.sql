-- What the pages of deliveries read of the register: no file names, no values, no numbers of plans (LMVW-13d), no woning, no reason of a
-- stop. Runs after register.sql and register_aanlevering.sql, and before register_melding.sql, which adds notices and days of stops.
set local role woonkluis_eigenaar;

grant select (
    levering_id, regime, bronhouder_code, bericht_soort, volgnummer, aangemaakt_op, reeks, peildatum, status, ontvangen_op,
    besloten_op
)
on register.levering to woonkluis_bord;
create policy bord on register.levering for select to woonkluis_bord using (true);
grant select (levering_id, ernst) on register.bevinding to woonkluis_bord;
create policy bord on register.bevinding for select to woonkluis_bord using (true);
grant select (publicatie_id, regime, status) on register.publicatie to woonkluis_bord;
create policy bord on register.publicatie for select to woonkluis_bord using (true);
grant select on register.publicatie_levering to woonkluis_bord;
create policy bord on register.publicatie_levering for select to woonkluis_bord using (true);
grant select (regime, peildatum, bevroren_op) on register.peilmoment to woonkluis_bord;
create policy bord on register.peilmoment for select to woonkluis_bord using (regime = 'lmvw');

grant select (partij_code, naam) on register.partij to woonkluis_bord;
create policy bord on register.partij for select to woonkluis_bord using (true);
grant select (bronhouder_code, dienst, beeindigd_op) on register.partij_dienst to woonkluis_bord;
create policy bord on register.partij_dienst for select to woonkluis_bord using (dienst = 'levering.toevoegen');
grant select (levering_id, rij) on register.afgezonderd to woonkluis_bord;
create policy bord on register.afgezonderd for select to woonkluis_bord using (true);

reset role;
