-- depends: 0010_lmvw_bronnen
-- The views that say which gemeenten a right covers read this seed, so it stands before the first seeding; dbt owns and fills it.
-- Text beside geometry in one spatial index: the index of woningbouwplan_in_venster.
create extension if not exists btree_gist with schema public;

set local role woonkluis_bouwer;

do $$
declare
    kolom record;
begin
    if to_regclass('referentie.gemeente') is null then
        create table referentie.gemeente (
            gemeente_code text, gemeente_naam text, provincie_code text, provincie_naam text, gemeentehuis_bron text,
            gemeentehuis public.geometry (point, 28992), grens public.geometry (multipolygon, 28992)
        );
        grant select on referentie.gemeente to public;
        comment on table referentie.gemeente is 'Seed, described by dbt';
        for kolom in select attname from pg_attribute where attrelid = 'referentie.gemeente'::regclass and attnum > 0
        loop
            execute format('comment on column referentie.gemeente.%I is ''Described by dbt''', kolom.attname);
        end loop;
    end if;
end
$$;

reset role;

-- LMVW-13d: an index on an expression keeps statistics of its own (see toegang.bescherm_nieuwe_relatie).
create function toegang.bescherm_nieuwe_index() returns event_trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    kolom record;
begin
    for kolom in
        select
            i.indexrelid::regclass as naam,
            k.plaats
        from pg_event_trigger_ddl_commands() as opdracht
        inner join pg_index as i on opdracht.objid = i.indexrelid and opdracht.classid = 'pg_class'::regclass
        inner join pg_class as c on i.indexrelid = c.oid
        inner join pg_namespace as n on c.relnamespace = n.oid
        cross join lateral unnest(i.indkey::smallint []) with ordinality as k (nummer, plaats)
        where k.nummer = 0 and (n.nspname in ('register', 'toegang', 'audit') or n.nspname ~ '_(vertrouwelijk|kluis)$')
    loop
        execute format('alter index %s alter column %s set statistics 0', kolom.naam, kolom.plaats);
    end loop;
end
$$;
alter function toegang.bescherm_nieuwe_index() owner to woonkluis_eigenaar;
revoke all on function toegang.bescherm_nieuwe_index() from public;
create event trigger bescherm_nieuwe_index on ddl_command_end -- noqa: PRS
when tag in ('CREATE INDEX')
execute function toegang.bescherm_nieuwe_index();
