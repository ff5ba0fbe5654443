-- LMVW-4a, WIV-6.9: only the definer functions of the audit add to it, and no role reads it yet.
set local role woonkluis_eigenaar;

select toegang.sluit_tabellen('audit');

create policy toevoegen on audit.gebeurtenis for insert to woonkluis_eigenaar with check (true);

reset role;
