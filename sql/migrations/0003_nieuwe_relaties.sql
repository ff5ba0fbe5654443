-- depends: 0002_schemas
-- Forgetting to protect fails closed: every new table in a confidential schema gets FORCE RLS and only the builder's policy,
-- in the statement that creates it. Models then add their readers.
create function toegang.bescherm_nieuwe_relatie() returns event_trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    nieuw record;
begin
    for nieuw in
        select object_identity, objid
        from pg_event_trigger_ddl_commands()
        where object_type = 'table'
            and schema_name in (
                'landing', 'register', 'toegang', 'audit', 'staging', 'lmvw_vertrouwelijk', 'lmvw_geaggregeerd',
                'cwr_kluis', 'cwr_vertrouwelijk', 'cwr_geaggregeerd'
            )
    loop
        execute format('alter table %s enable row level security', nieuw.object_identity);
        execute format('alter table %s force row level security', nieuw.object_identity);
        if pg_has_role((select c.relowner from pg_class as c where c.oid = nieuw.objid), 'woonkluis_bouwer', 'member') then
            execute format(
                'create policy bouwer on %s to woonkluis_bouwer using (true) with check (true)', nieuw.object_identity
            );
        end if;
    end loop;
end
$$;
alter function toegang.bescherm_nieuwe_relatie() owner to woonkluis_eigenaar;
revoke all on function toegang.bescherm_nieuwe_relatie() from public;
create event trigger bescherm_nieuwe_relatie on ddl_command_end
when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO')
execute function toegang.bescherm_nieuwe_relatie();
