-- WIV-7.1: what was set aside is written by the check and the decision and never changed; the builder leaves it out. Findings tell the
-- woonmaatschappij. Runs after register.sql, which closes the schema.
set local role woonkluis_eigenaar;

create policy eigenaar_lezen on register.afgezonderd for select to woonkluis_eigenaar using (true);
create policy eigenaar_lezen on register.blijvend for select to woonkluis_eigenaar using (true);

grant select, insert on register.afgezonderd, register.blijvend to woonkluis_lader;
create policy lader on register.afgezonderd to woonkluis_lader using (true) with check (true);
create policy lader on register.blijvend to woonkluis_lader using (true) with check (true);
grant select on register.afgezonderd, register.blijvend to woonkluis_bouwer;
create policy bouwer_lezen on register.afgezonderd for select to woonkluis_bouwer using (true);
create policy bouwer_lezen on register.blijvend for select to woonkluis_bouwer using (true);

reset role;
