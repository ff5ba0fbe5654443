-- The loader adds rows as delivered, the builder reads them; a landed row is never changed.
-- LMVW-5c: rows are added only to a delivery that waits to be read, so what was checked and accepted cannot grow.
-- COPY refuses a table with row-level security: the loader copies into a temporary table and inserts from there.
set local role woonkluis_eigenaar;

select toegang.sluit_tabellen('landing');

do $$
declare
    tabel regclass;
begin
    for tabel in
        select oid from pg_class where relnamespace = 'landing'::regnamespace and relkind = 'r'
    loop
        execute format('grant select, insert on %s to woonkluis_lader', tabel);
        execute format('grant select on %s to woonkluis_bouwer', tabel);
        execute format('create policy lezen on %s for select to woonkluis_lader, woonkluis_bouwer using (true)', tabel);
        execute format(
            'create policy toevoegen on %s for insert to woonkluis_lader with check (levering_id = any(array('
            'select levering.levering_id from register.levering as levering where levering.status = ''ontvangen'')))', tabel
        );
    end loop;
end
$$;

reset role;
