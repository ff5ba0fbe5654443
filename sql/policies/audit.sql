-- Only the definer functions of the audit add to it.
set local role woonkluis_eigenaar;

revoke all on audit.gebeurtenis from public;
drop policy if exists toevoegen on audit.gebeurtenis;
create policy toevoegen on audit.gebeurtenis for insert to woonkluis_eigenaar with check (true);

reset role;
