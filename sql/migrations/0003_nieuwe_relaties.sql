-- depends: 0002_schemas
-- Forgetting to protect fails closed. Outside the public schemas a new table gets FORCE RLS and only the builder's policy in the
-- statement that creates it (models then add their readers), and no later statement can take it away. A view always runs with
-- the rights of whoever reads it. A materialized view cannot, so there are none.
-- Landing has no row-level security, because COPY refuses a table that has: there, as in the other schemas without readers, a grant
-- to anybody but the tools is itself refused.
-- An administrator who must do otherwise sets session_replication_role to replica, for one transaction and on purpose.
create function toegang.bescherm_nieuwe_relatie() returns event_trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    relatie record;
    kolommen text;
begin
    for relatie in
        select distinct
            c.oid,
            c.oid::regclass as naam,
            c.relkind,
            n.nspname,
            c.relrowsecurity and c.relforcerowsecurity as beschermd,
            coalesce('security_invoker=true' = any(c.reloptions), false) as invoker,
            c.relowner = 'woonkluis_bouwer'::regrole as van_bouwer
        from pg_event_trigger_ddl_commands() as opdracht
        inner join pg_class as c on opdracht.objid = c.oid and opdracht.classid = 'pg_class'::regclass
        inner join pg_namespace as n on c.relnamespace = n.oid
        where n.nspname !~ '^pg_' and n.nspname <> 'public'
    loop
        if relatie.relkind = 'm' then
            raise exception 'materialized view % would show every row to each of its readers: make it a table', relatie.naam
                using errcode = 'insufficient_privilege';
        elsif relatie.relkind = 'v' and not relatie.invoker then
            execute format('alter view %s set (security_invoker = true)', relatie.naam);
        end if;
        continue when relatie.relkind not in ('r', 'p') or relatie.nspname in ('landing', 'referentie', 'lmvw_publiek', 'cwr_publiek');

        if not relatie.beschermd then
            if tg_tag = 'ALTER TABLE' then
                raise exception '% must keep row-level security, enabled and forced', relatie.naam
                    using errcode = 'insufficient_privilege';
            end if;
            execute format('alter table %s enable row level security, force row level security', relatie.naam);
            if relatie.van_bouwer then
                execute format('create policy bouwer on %s to woonkluis_bouwer using (true) with check (true)', relatie.naam);
            end if;
        end if;

        -- LMVW-13d: EXPLAIN estimates from the statistics of all rows, also for a reader who may see some of them, and PostGIS
        -- keeps a density map of geometry. Where readers see some of the rows, there are no column statistics.
        if relatie.nspname in ('register', 'toegang', 'audit') or relatie.nspname ~ '_(vertrouwelijk|kluis)$' then
            select string_agg(format('alter column %I set statistics 0', attname), ', ')
            into kolommen
            from pg_attribute
            where attrelid = relatie.oid and attnum > 0 and not attisdropped and attstattarget is distinct from 0;
            if kolommen is not null then
                execute format('alter table %s %s', relatie.naam, kolommen);
            end if;
        end if;
    end loop;
end
$$;
alter function toegang.bescherm_nieuwe_relatie() owner to woonkluis_eigenaar;
revoke all on function toegang.bescherm_nieuwe_relatie() from public;
create event trigger bescherm_nieuwe_relatie on ddl_command_end -- noqa: PRS
when tag in (
    'CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE', 'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW'
)
execute function toegang.bescherm_nieuwe_relatie();

create function toegang.bewaak_toekenning() returns event_trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    toegekend record;
begin
    select c.oid::regclass as naam, coalesce(r.rolname, 'public') as rol
    into toegekend
    from pg_class as c
    left join pg_attribute as a on c.oid = a.attrelid
    cross join lateral aclexplode(c.relacl || a.attacl) as recht
    left join pg_roles as r on recht.grantee = r.oid
    where c.relnamespace in ('landing'::regnamespace, 'staging'::regnamespace, 'cwr_kluis'::regnamespace)
        and coalesce(r.rolname, 'public') not in ('woonkluis_eigenaar', 'woonkluis_lader', 'woonkluis_bouwer')
    limit 1;
    if found then
        raise exception 'nobody but the tools reads %, so not %', toegekend.naam, toegekend.rol
            using errcode = 'insufficient_privilege';
    end if;
end
$$;
alter function toegang.bewaak_toekenning() owner to woonkluis_eigenaar;
revoke all on function toegang.bewaak_toekenning() from public;
create event trigger bewaak_toekenning on ddl_command_end when tag in ('GRANT')
execute function toegang.bewaak_toekenning();

-- Lets a file in sql/policies begin from nothing: what it no longer says is gone.
create function toegang.sluit_tabellen(schema_naam regnamespace) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    opdracht text;
begin
    for opdracht in
        select format('drop policy %I on %s', p.polname, c.oid::regclass)
        from pg_policy as p
        inner join pg_class as c on p.polrelid = c.oid
        where c.relnamespace = schema_naam
        union all
        select distinct
            format(
                'revoke all on %s from %s', c.oid::regclass,
                case when recht.grantee = 0 then 'public' else recht.grantee::regrole::text end
            )
        from pg_class as c
        left join pg_attribute as a on c.oid = a.attrelid
        cross join lateral aclexplode(c.relacl || a.attacl) as recht
        where c.relnamespace = schema_naam and c.relkind in ('r', 'p') and recht.grantee <> c.relowner
    loop
        execute opdracht;
    end loop;
end
$$;
alter function toegang.sluit_tabellen(regnamespace) owner to woonkluis_eigenaar;
revoke all on function toegang.sluit_tabellen(regnamespace) from public;
