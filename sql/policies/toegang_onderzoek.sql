-- LMVW-15a: what rests on a declaration, decision or study that ends is ended by the owner, who never logs in (toegang.beeindig_rechten).
-- Runs after toegang.sql, which closes the schema.
set local role woonkluis_eigenaar;

create policy eigenaar_lezen on toegang.recht for select to woonkluis_eigenaar using (true);
create policy eigenaar_beeindigen on toegang.recht for update to woonkluis_eigenaar using (true) with check (true);

reset role;
