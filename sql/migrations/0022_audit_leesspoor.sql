-- depends: 0022_audit_controle
set local role woonkluis_eigenaar;

-- WIV-6.9: what is confidential gets its mark for pgaudit in the statement that makes it, as it gets its row-level security.
create function toegang.leg_leesspoor() returns event_trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    relatie regclass;
begin
    for relatie in
        select distinct c.oid
        from pg_event_trigger_ddl_commands() as opdracht
        inner join pg_class as c on opdracht.objid = c.oid and opdracht.classid = 'pg_class'::regclass
        inner join pg_namespace as n on c.relnamespace = n.oid
        where
            c.relkind in ('r', 'p')
            and n.nspname in (
                'landing', 'lmvw_vertrouwelijk', 'lmvw_geaggregeerd', 'cwr_kluis', 'cwr_vertrouwelijk', 'cwr_geaggregeerd'
            )
            and not has_table_privilege('woonkluis_leeslog', c.oid, 'select')
    loop
        execute format('grant select on %s to woonkluis_leeslog', relatie);
    end loop;
end
$$;
revoke all on function toegang.leg_leesspoor() from public;

create or replace function toegang.bewaak_toekenning() returns event_trigger
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
        and coalesce(r.rolname, 'public') not in ('woonkluis_eigenaar', 'woonkluis_lader', 'woonkluis_bouwer', 'woonkluis_leeslog')
        -- Naming it for the log spells out what its owner could anyhow.
        and recht.grantee <> c.relowner
    limit 1;
    if found then
        raise exception 'nobody but the tools reads %, so not %', toegekend.naam, toegekend.rol
            using errcode = 'insufficient_privilege';
    end if;
end
$$;

-- Neither the record nor what writes it is dropped, nor a month of it taken off. Not in the schema that they guard: they would go first.
-- An administrator who must, sets session_replication_role to replica; what is gone then, the verifier tells.
create function toegang.bewaak_sloop() returns event_trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    weg record;
begin
    for weg in
        select object_identity
        from pg_event_trigger_dropped_objects()
        where
            not is_temporary
            and object_type in ('schema', 'table', 'table column', 'trigger', 'function', 'sequence', 'table constraint')
            and (
                schema_name = 'audit'
                or address_names[1] = 'audit'
                or object_type = 'trigger' and address_names[3] ~ '^noteer_'
            )
        limit 1
    loop
        raise exception 'the audit stays: % is not dropped', weg.object_identity using errcode = 'insufficient_privilege';
    end loop;
end
$$;
create function toegang.bewaak_partities() returns event_trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    los regclass;
begin
    -- Names, no regclass: whoever alters a table of its own may not enter the audit.
    select c.oid into los
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    left join pg_inherits as i on c.oid = i.inhrelid
    left join pg_class as geheel on i.inhparent = geheel.oid and geheel.relname = 'gebeurtenis'
    left join pg_namespace as thuis on geheel.relnamespace = thuis.oid and thuis.nspname = 'audit'
    where
        c.relkind = 'r'
        and (
            (n.nspname = 'audit' and c.relname ~ '^gebeurtenis_' and thuis.oid is null)
            or (n.nspname <> 'audit' and thuis.oid is not null)
        )
    limit 1;
    if found then
        raise exception 'the audit stays: % is a part of it', los using errcode = 'insufficient_privilege';
    end if;
end
$$;
revoke all on function toegang.bewaak_sloop(), toegang.bewaak_partities() from public;

reset role;

create event trigger bewaak_sloop on sql_drop -- noqa: PRS
execute function toegang.bewaak_sloop();
create event trigger bewaak_partities on ddl_command_end when tag in ('ALTER TABLE')
execute function toegang.bewaak_partities();
create event trigger leg_leesspoor on ddl_command_end
when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE')
execute function toegang.leg_leesspoor();
