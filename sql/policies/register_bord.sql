-- What the delivery board reads of the register: no file names, no values, no numbers of plans (LMVW-13d), nothing of cwr.
set local role woonkluis_eigenaar;

grant select (levering_id, regime, bronhouder_code, peildatum, status, ontvangen_op, besloten_op) on register.levering to woonkluis_bord;
create policy bord on register.levering for select to woonkluis_bord using (regime = 'lmvw');
grant select (levering_id, ernst) on register.bevinding to woonkluis_bord;
create policy bord on register.bevinding for select to woonkluis_bord
using (levering_id = any(array(select levering.levering_id from register.levering as levering)));
grant select (publicatie_id, regime, status) on register.publicatie to woonkluis_bord;
create policy bord on register.publicatie for select to woonkluis_bord using (regime = 'lmvw');
grant select on register.publicatie_levering to woonkluis_bord;
create policy bord on register.publicatie_levering for select to woonkluis_bord
using (levering_id = any(array(select levering.levering_id from register.levering as levering)));
grant select (regime, peildatum, bevroren_op) on register.peilmoment to woonkluis_bord;
create policy bord on register.peilmoment for select to woonkluis_bord using (regime = 'lmvw');

reset role;
