-- depends: 0021_onderzoek_recht
-- LMVW-15a: a password that was handed out is good for a few days, unless its owner puts one of its own in its place. PostgreSQL cannot ask
-- for that at the first login; it can let a password expire, and nobody can lengthen that for its own login.
set local role woonkluis_eigenaar;
create table toegang.eenmalig_wachtwoord (
    login_naam text primary key references register.geheimhoudingsverklaring (login_naam),
    verifier_sha256 bytea not null,
    uitgegeven_op timestamptz not null default clock_timestamp(),
    vervalt_op timestamptz not null,
    vervangen_op timestamptz check (vervangen_op >= uitgegeven_op)
);
comment on table toegang.eenmalig_wachtwoord is 'LMVW-15a: the last password that was handed out for a login, and whether it was replaced';
comment on column toegang.eenmalig_wachtwoord.login_naam is 'Login of a declaration';
comment on column toegang.eenmalig_wachtwoord.verifier_sha256 is 'SHA-256 of its SCRAM verifier: tells whether it is still the password';
comment on column toegang.eenmalig_wachtwoord.uitgegeven_op is 'When it was handed out';
comment on column toegang.eenmalig_wachtwoord.vervalt_op is 'From when it no longer works';
comment on column toegang.eenmalig_wachtwoord.vervangen_op is 'When its owner confirmed a password of its own; null until then';
reset role;

-- On PostgreSQL 15 whoever may create roles may join any group. So nobody may: these two functions of the administrator make and close
-- logins, and only those that a signed declaration is for. Name, group and last day come from the register, not from the caller, who gives
-- a verifier computed elsewhere: no password reaches the server.
create function toegang.zet_onderzoekslogin(verklaring uuid, verifier text) returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gevonden record;
    rol pg_roles;
    vervalt timestamptz;
begin
    if not pg_has_role(session_user, 'woonkluis_toegang', 'member') then
        raise exception 'only woonkluis_toegang makes logins' using errcode = 'insufficient_privilege';
    end if;
    if verifier is null
        or verifier !~ '^SCRAM-SHA-256\$[0-9]{4,6}:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' then
        raise exception 'no SCRAM verifier' using errcode = 'invalid_parameter_value';
    end if;
    select
        g.login_naam,
        g.deel_a_op is not null and g.deel_b_op is not null and g.ingetrokken_op is null as geldig,
        'lmvw_onderzoeker_' || o.groep as groep,
        (o.eindigt_op + 1)::timestamp at time zone 'Europe/Amsterdam' as tot,
        o.beeindigd_op is null as loopt,
        o.groep <> '12c' or exists (
            select from register.besluit as b
            where b.onderzoek_id = o.onderzoek_id and b.soort = 'toegang_13b' and b.uitkomst = 'toegewezen' and b.ingetrokken_op is null
        ) as toegewezen
    into gevonden
    from register.geheimhoudingsverklaring as g
    inner join register.onderzoek as o on g.onderzoek_id = o.onderzoek_id
    where g.verklaring_id = verklaring
    for share of g, o;
    if gevonden.login_naam is null then
        raise exception 'there is no verklaring %', verklaring using errcode = 'check_violation';
    elsif not gevonden.geldig then
        raise exception 'verklaring % is not signed in both parts, or withdrawn (LMVW-15a)', verklaring using errcode = 'check_violation';
    elsif not gevonden.loopt or gevonden.tot <= clock_timestamp() then
        raise exception 'the study of verklaring % has ended', verklaring using errcode = 'check_violation';
    elsif not gevonden.toegewezen then
        raise exception 'access for the study of verklaring % was not granted (LMVW-13b)', verklaring using errcode = 'check_violation';
    end if;

    select * into rol from pg_roles where rolname = gevonden.login_naam;
    if not found then
        execute format('create role %I', gevonden.login_naam);
        select * into rol from pg_roles where rolname = gevonden.login_naam;
    end if;
    -- A login that somebody gave more than this is not one to hand out.
    if rol.rolsuper or rol.rolcreaterole or rol.rolcreatedb or rol.rolreplication or rol.rolbypassrls or exists (
        select from pg_auth_members as m
        where m.member = rol.oid and m.roleid <> (select g.oid from pg_roles as g where g.rolname = gevonden.groep)
    ) then
        raise exception 'login % has more rights than its study', gevonden.login_naam using errcode = 'check_violation';
    end if;
    vervalt := least(gevonden.tot, clock_timestamp() + interval '7 days');
    execute format(
        'alter role %I login inherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls '
        'connection limit 5 valid until %L password %L',
        gevonden.login_naam, vervalt, verifier
    );
    insert into toegang.eenmalig_wachtwoord (login_naam, verifier_sha256, vervalt_op)
    values (gevonden.login_naam, sha256(convert_to(verifier, 'UTF8')), vervalt)
    on conflict (login_naam) do update set
        verifier_sha256 = excluded.verifier_sha256,
        uitgegeven_op = excluded.uitgegeven_op,
        vervalt_op = excluded.vervalt_op,
        vervangen_op = null;
    execute format('grant %I to %I', gevonden.groep, gevonden.login_naam);
    -- Against accidents: a reader can change these, so nothing that must hold depends on them.
    execute format('alter role %I in database %I set statement_timeout = %L', gevonden.login_naam, current_database(), '5min');
    execute format(
        'alter role %I in database %I set idle_in_transaction_session_timeout = %L', gevonden.login_naam, current_database(), '10min'
    );
    execute format('alter role %I in database %I set default_transaction_read_only = %L', gevonden.login_naam, current_database(), 'on');
    return gevonden.login_naam;
end
$$;

-- A researcher changes its password itself (psql does it by \password, so that no password reaches the server), and then asks this.
-- Another verifier is another password, or the same one that was typed again: that the server cannot tell apart.
create function toegang.bevestig_wachtwoord() returns timestamptz
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    eenmalig toegang.eenmalig_wachtwoord;
    nu text;
    tot timestamptz;
begin
    if current_setting('transaction_read_only') = 'on' then
        raise exception 'first: set default_transaction_read_only = off' using errcode = 'read_only_sql_transaction';
    end if;
    select e.* into eenmalig from toegang.eenmalig_wachtwoord as e where e.login_naam = session_user for update;
    select toegang.einde_van(o.eindigt_op) into tot
    from register.geheimhoudingsverklaring as g
    inner join register.onderzoek as o on g.onderzoek_id = o.onderzoek_id
    where g.login_naam = session_user and g.ingetrokken_op is null and o.beeindigd_op is null;
    if eenmalig.login_naam is null or tot is null or tot <= clock_timestamp() then
        raise exception 'this is no login of a study that runs' using errcode = 'insufficient_privilege';
    elsif eenmalig.vervangen_op is not null then
        return tot;
    elsif eenmalig.vervalt_op <= clock_timestamp() then
        raise exception 'the password that was handed out has expired: ask beheer for another' using errcode = 'insufficient_privilege';
    end if;
    select a.rolpassword into nu from pg_authid as a where a.rolname = session_user;
    if coalesce(nu, '') !~ '^SCRAM-SHA-256\$' or sha256(convert_to(nu, 'UTF8')) = eenmalig.verifier_sha256 then
        raise exception 'first choose a password of your own, in psql by \password' using errcode = 'invalid_password';
    end if;
    execute format('alter role %I valid until %L', session_user, tot);
    update toegang.eenmalig_wachtwoord set vervangen_op = clock_timestamp() where login_naam = eenmalig.login_naam;
    return tot;
end
$$;

-- LMVW-GV-A6: the login stays, closed, so that its rights keep their name.
create function toegang.sluit_onderzoekslogin(login text) returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    rol pg_roles;
    groep text;
begin
    if not pg_has_role(session_user, 'woonkluis_toegang', 'member') then
        raise exception 'only woonkluis_toegang closes logins' using errcode = 'insufficient_privilege';
    end if;
    if not exists (select from register.geheimhoudingsverklaring as g where g.login_naam = login) then
        raise exception 'this is no login of a study' using errcode = 'check_violation';
    end if;
    select * into rol from pg_roles where rolname = login;
    if not found then
        return false;
    end if;
    update toegang.recht
    set geldig_tot = greatest(clock_timestamp(), geldig_van)
    where login_rol = rol.oid::regrole and (geldig_tot is null or geldig_tot > clock_timestamp()) and geldig_tot is distinct from geldig_van;
    execute format('alter role %I nologin password null connection limit 0 valid until %L', login, clock_timestamp());
    foreach groep in array array['lmvw_onderzoeker_12a', 'lmvw_onderzoeker_12b', 'lmvw_onderzoeker_12c']
    loop
        execute format('revoke %I from %I', groep, login);
    end loop;
    perform pg_terminate_backend(a.pid) from pg_stat_activity as a where a.usesysid = rol.oid;
    return rol.rolcanlogin;
end
$$;

comment on function toegang.zet_onderzoekslogin(uuid, text) is
'LMVW-15a: login of a signed declaration, in the group of its study until the study ends; gives it the password of a SCRAM verifier';
comment on function toegang.sluit_onderzoekslogin(text) is
'LMVW-GV-A6: closes the login of a declaration: no rights, no group, no sessions; it is not dropped';
comment on function toegang.bevestig_wachtwoord() is
'LMVW-15a: the own login of a researcher that replaced the password it was given works until the study ends; returns until when';
revoke all on function
toegang.zet_onderzoekslogin(uuid, text), toegang.sluit_onderzoekslogin(text), toegang.bevestig_wachtwoord()
from public;
grant execute on function toegang.zet_onderzoekslogin(uuid, text), toegang.sluit_onderzoekslogin(text) to woonkluis_toegang;
grant execute on function toegang.bevestig_wachtwoord() to lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c;
