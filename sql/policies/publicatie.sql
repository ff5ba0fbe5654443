-- Frozen rows: the builder adds and reads, nobody changes. Readers get the public layer that is built from them.
set local role woonkluis_eigenaar;

do $$
declare
    tabel regclass;
begin
    for tabel in
        select oid from pg_class
        where relkind = 'r' and relname like 'publicatie\_%'
            and relnamespace in ('lmvw_geaggregeerd'::regnamespace, 'cwr_geaggregeerd'::regnamespace)
    loop
        execute format('revoke all on %s from public', tabel);
        execute format('grant select, insert on %s to woonkluis_bouwer', tabel);
        execute format('drop policy if exists bouwer_lezen on %s', tabel);
        execute format('create policy bouwer_lezen on %s for select to woonkluis_bouwer using (true)', tabel);
        execute format('drop policy if exists bouwer_toevoegen on %s', tabel);
        execute format('create policy bouwer_toevoegen on %s for insert to woonkluis_bouwer with check (true)', tabel);
    end loop;
end
$$;

reset role;
