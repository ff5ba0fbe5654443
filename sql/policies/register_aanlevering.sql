-- WIV-6.6, WIV-6.7, WIV-8.1: parties of the endpoint and the notices that stop one. Runs after register.sql, which closes the schema.
-- The endpoint reads none of these tables: the definer functions of 0028_aanlevering answer what it must know of one caller.
set local role woonkluis_eigenaar;

create policy eigenaar on register.partij to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.partij_certificaat to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.partij_dienst to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.partij_gebruiker to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.stopzetting to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.ontvangstbewijs to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.bericht_gezien to woonkluis_eigenaar using (true) with check (true);
create policy aanlevering_ontvangen on register.levering for insert to woonkluis_eigenaar
with check (regime = 'cwr' and status = 'ontvangen');
create policy aanlevering_lezen on register.levering for select to woonkluis_eigenaar using (regime = 'cwr');
create policy aanlevering_tellen on register.bevinding for select to woonkluis_eigenaar
using (levering_id = any(array(select bewijs.levering_id from register.ontvangstbewijs as bewijs)));

grant select, insert (partij_code, naam, vastgelegd_door) on register.partij to woonkluis_toegang;
create policy toegang on register.partij to woonkluis_toegang using (true) with check (true);
grant
select,
insert (dn, partij_code, toepassing, vastgelegd_door),
update (ingetrokken_op, ingetrokken_door)
on register.partij_certificaat to woonkluis_toegang;
create policy toegang on register.partij_certificaat to woonkluis_toegang using (true) with check (true);
grant
select,
insert (partij_code, dienst, bronhouder_code, vastgelegd_door),
update (beeindigd_op, vastgelegd_op, vastgelegd_door)
on register.partij_dienst to woonkluis_toegang;
create policy toegang on register.partij_dienst to woonkluis_toegang using (true) with check (true);
grant
select,
insert (partij_code, gebruiker, vastgelegd_door),
update (beeindigd_op, vastgelegd_op, vastgelegd_door)
on register.partij_gebruiker to woonkluis_toegang;
create policy toegang on register.partij_gebruiker to woonkluis_toegang using (true) with check (true);
grant
select,
insert (regime, bronhouder_code, reden, gestopt_door),
update (hervat_op, hervat_door, hervat_reden)
on register.stopzetting to woonkluis_toegang;
create policy toegang on register.stopzetting to woonkluis_toegang using (true) with check (true);

-- WIV-8.1: whoever takes in and processes must know who is stopped, not why.
grant select (regime, bronhouder_code, gestopt_op, hervat_op) on register.stopzetting to woonkluis_lader;
create policy lader_lezen on register.stopzetting for select to woonkluis_lader using (true);

reset role;
