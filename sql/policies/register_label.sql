-- Runs after register.sql, which closes the schema. LMVW-5d: the owner never logs in; as it run bewaak_label_plan and labels_zonder_plan,
-- which tell a provincie no more than whether a plan is there, for gemeenten and labels that are its own.
set local role woonkluis_eigenaar;

create policy eigenaar_lezen on register.levering for select to woonkluis_eigenaar using (regime = 'lmvw');
create policy eigenaar_lezen on register.label for select to woonkluis_eigenaar using (true);

reset role;
