-- The loader adds rows as delivered, the builder reads them; a landed row is never changed.
set local role woonkluis_eigenaar;

do $$
declare
    tabel regclass;
begin
    for tabel in
        select oid from pg_class where relnamespace = 'landing'::regnamespace and relkind = 'r'
    loop
        execute format('revoke all on %s from public', tabel);
        execute format('grant select, insert on %s to woonkluis_lader', tabel);
        execute format('grant select on %s to woonkluis_bouwer', tabel);
        execute format('drop policy if exists lader_lezen on %s', tabel);
        execute format('create policy lader_lezen on %s for select to woonkluis_lader using (true)', tabel);
        execute format('drop policy if exists lader_toevoegen on %s', tabel);
        execute format('create policy lader_toevoegen on %s for insert to woonkluis_lader with check (true)', tabel);
        execute format('drop policy if exists bouwer_lezen on %s', tabel);
        execute format('create policy bouwer_lezen on %s for select to woonkluis_bouwer using (true)', tabel);
    end loop;
end
$$;

reset role;
