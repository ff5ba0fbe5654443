-- depends: 0008_publicatie 0011_afspraken 0019_label
-- LMVW-4a, WIV-6.9, WIV-6.10: a record that shows when it was tampered with. Each event carries the hash of the one before it and its own;
-- docs/decisions/0013-audit.md tells why events are linked at commit without anybody ever waiting for it.
do $$
declare
    rol text;
begin
    foreach rol in array array['woonkluis_audit', 'woonkluis_leeslog']
    loop
        if not exists (select from pg_roles where rolname = rol) then
            execute format('create role %I', rol);
        end if;
        execute format('alter role %I nologin noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls', rol);
    end loop;
    execute format('grant connect on database %I to woonkluis_audit', current_database());
end
$$;
comment on role woonkluis_audit is 'LMVW-4a, WIV-6.9: verifies the audit, reads it and makes its partitions ahead; changes nothing in it';
comment on role woonkluis_leeslog is 'WIV-6.9: names the relations of which pgaudit logs every read; has no members and enters no schema';

set local role woonkluis_eigenaar;

alter table audit.gebeurtenis rename to gebeurtenis_oud;
alter table audit.gebeurtenis_oud rename constraint gebeurtenis_pkey to gebeurtenis_oud_pkey;
alter sequence audit.gebeurtenis_gebeurtenis_id_seq rename to gebeurtenis_oud_id_seq;

create table audit.gebeurtenis (
    gebeurtenis_id bigint generated always as identity,
    moment timestamptz not null default clock_timestamp(),
    login name not null default session_user,
    rol name default nullif(current_setting('role'), 'none'),
    proces integer default pg_backend_pid(),
    soort text not null,
    onderwerp text not null,
    regime text check (regime in ('lmvw', 'cwr')),
    studie_id uuid,
    relatie text,
    rijen bigint,
    toelichting jsonb not null default '{}',
    volgnummer bigint,
    verzegeld_op timestamptz,
    vorige_hash bytea,
    hash bytea,
    primary key (gebeurtenis_id, moment)
) partition by range (moment);
create index gebeurtenis_volgnummer on audit.gebeurtenis (volgnummer);
create index gebeurtenis_onderwerp on audit.gebeurtenis (soort, onderwerp);
create index gebeurtenis_open on audit.gebeurtenis (gebeurtenis_id) where hash is null;

comment on table audit.gebeurtenis is
'LMVW-4a, WIV-6.9: what happened, by which login; added to by triggers, changed by nobody, each row linked to the one before';
comment on column audit.gebeurtenis.gebeurtenis_id is 'Order of arrival';
comment on column audit.gebeurtenis.moment is 'When';
comment on column audit.gebeurtenis.login is 'Login that did it';
comment on column audit.gebeurtenis.rol is 'Role that the login had taken (SET ROLE); null for its own';
comment on column audit.gebeurtenis.proces is 'Process of the server, as in its log';
comment on column audit.gebeurtenis.soort is 'Kind of event, such as levering.status or recht.insert';
comment on column audit.gebeurtenis.onderwerp is 'Id of the subject';
comment on column audit.gebeurtenis.regime is 'lmvw or cwr; null for what is of neither, such as a login of a tool';
comment on column audit.gebeurtenis.studie_id is 'LMVW-15a: study it was done for';
comment on column audit.gebeurtenis.relatie is 'Relation it is about';
comment on column audit.gebeurtenis.rijen is 'Number of rows, where known';
comment on column audit.gebeurtenis.toelichting is 'Ids, codes and counts; never contents of a plan or person';
comment on column audit.gebeurtenis.volgnummer is 'Place in the chain, from 1 without gaps; null until it is sealed';
comment on column audit.gebeurtenis.verzegeld_op is 'When it was sealed; null for what is older than the chain';
comment on column audit.gebeurtenis.vorige_hash is 'Hash of the row before it in the chain';
comment on column audit.gebeurtenis.hash is
'SHA-256 over audit.inhoud of this row, with its place and vorige_hash; null until it is sealed';

create table audit.keten (
    keten boolean primary key default true check (keten),
    volgnummer bigint not null,
    hash bytea not null
);
comment on table audit.keten is 'LMVW-4a: end of the chain of audit.gebeurtenis; one row, and the lock of whoever seals';
comment on column audit.keten.keten is 'Always true: there is one chain';
comment on column audit.keten.volgnummer is 'Place of the last sealed event';
comment on column audit.keten.hash is 'Its hash';
-- The owner is under FORCE like everybody; sql/policies/audit.sql makes these policies again.
create policy eigenaar on audit.keten to woonkluis_eigenaar using (true) with check (true);
insert into audit.keten (volgnummer, hash) values (0, decode(repeat('00', 32), 'hex'));

-- What is hashed: text that is the same in every session, whatever its time zone. jsonb has one spelling per value.
create function audit.inhoud(rij audit.gebeurtenis) returns text
language sql
stable
set search_path = pg_catalog, pg_temp
return jsonb_build_object(
    'gebeurtenis_id', (rij).gebeurtenis_id,
    'moment', to_char((rij).moment at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
    'login', (rij).login,
    'rol', (rij).rol,
    'proces', (rij).proces,
    'soort', (rij).soort,
    'onderwerp', (rij).onderwerp,
    'regime', (rij).regime,
    'studie_id', (rij).studie_id,
    'relatie', (rij).relatie,
    'rijen', (rij).rijen,
    'toelichting', (rij).toelichting,
    'volgnummer', (rij).volgnummer,
    'verzegeld_op', to_char((rij).verzegeld_op at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
    'vorige_hash', encode((rij).vorige_hash, 'hex')
)::text;
comment on function audit.inhoud(audit.gebeurtenis) is 'Text of an event over which its hash is taken';

create function audit.regime_van(soort text, toelichting jsonb) returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
return coalesce(
    toelichting ->> 'regime',
    toelichting -> 'nieuw' ->> 'regime',
    toelichting -> 'oud' ->> 'regime',
    case when soort ~ '^(label|bijlage|peilmoment|onderzoek|onderzoek_gebied|geheimhoudingsverklaring)\.' then 'lmvw' end
);
comment on function audit.regime_van(text, jsonb) is 'Regime of an event whose writer did not name it';

create function audit.relatie_van(soort text) returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
return case split_part(soort, '.', 1)
    when 'recht' then 'toegang.recht'
    when 'publicatie' then 'register.publicatie'
    when 'onderzoek' then 'register.onderzoek'
    when 'onderzoek_gebied' then 'register.onderzoek_gebied'
    when 'geheimhoudingsverklaring' then 'register.geheimhoudingsverklaring'
end;
comment on function audit.relatie_van(text) is 'Relation of an event whose writer did not name it';

-- Partitions are made beside the table and then attached: that does not wait for transactions that have written an event, nor hold up
-- new ones.
create function audit.maak_partitie(maand date) returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
    naam text := 'gebeurtenis_' || to_char(maand, 'YYYYMM');
    begin_maand date := date_trunc('month', maand)::date;
begin
    if to_regclass('audit.' || naam) is not null then
        return false;
    end if;
    -- Under another name until it is attached: the guard refuses a gebeurtenis_ that is no partition.
    execute format(
        'create table audit.%I (like audit.gebeurtenis including defaults including constraints including comments)', 'nieuw_' || naam
    );
    execute format(
        'alter table audit.gebeurtenis attach partition audit.%I for values from (%L) to (%L)',
        'nieuw_' || naam, begin_maand || ' 00:00:00+00', (begin_maand + interval '1 month')::date || ' 00:00:00+00'
    );
    execute format('alter table audit.%I rename to %I', 'nieuw_' || naam, naam);
    execute format('comment on table audit.%I is ''LMVW-4a, WIV-6.9: events of one month; read audit.gebeurtenis''', naam);
    execute format(
        'create trigger onveranderlijk_truncate before truncate on audit.%I '
        'for each statement execute function audit.onveranderlijk()', naam
    );
    return true;
end
$$;

create function audit.maak_partities(vooruit integer default 3) returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gemaakt integer := 0;
begin
    if vooruit not between 1 and 24 then
        raise exception 'partitions are made 1 to 24 months ahead, not %', vooruit using errcode = 'check_violation';
    end if;
    for maand in 0..vooruit
    loop
        if audit.maak_partitie((date_trunc('month', clock_timestamp() at time zone 'UTC') + make_interval(months => maand))::date) then
            gemaakt := gemaakt + 1;
        end if;
    end loop;
    return gemaakt;
end
$$;
comment on function audit.maak_partities(integer) is
'Makes the partitions of this month and the months ahead that are not there; returns how many';

create table audit.gebeurtenis_buiten (
    like audit.gebeurtenis including defaults including constraints including comments
);
do $$
begin
    alter table audit.gebeurtenis attach partition audit.gebeurtenis_buiten default;
end
$$;
comment on table audit.gebeurtenis_buiten is 'Events of a month without partition; stays empty, and the verifier tells when it does not';
create trigger onveranderlijk_truncate before truncate on audit.gebeurtenis_buiten
for each statement execute function audit.onveranderlijk();

-- An event changes once: when it is sealed, and then only by its seal.
create function audit.bewaak_gebeurtenis() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    zegel text[] := array['volgnummer', 'verzegeld_op', 'vorige_hash', 'hash'];
begin
    if tg_op = 'UPDATE'
        and old.hash is null
        and new.volgnummer is not null
        and new.hash = sha256(convert_to(audit.inhoud(new), 'UTF8'))
        and to_jsonb(new) - zegel = to_jsonb(old) - zegel then
        return new;
    end if;
    raise exception 'audit.gebeurtenis only grows' using errcode = 'insufficient_privilege';
end
$$;

-- Who writes an event says what happened; who, and its place in the chain, are for the server.
create function audit.vul_aan() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    new.login := session_user;
    new.regime := coalesce(new.regime, audit.regime_van(new.soort, new.toelichting));
    new.relatie := coalesce(new.relatie, audit.relatie_van(new.soort));
    new.studie_id := coalesce(
        new.studie_id,
        coalesce(
            new.toelichting ->> 'onderzoek_id', new.toelichting -> 'nieuw' ->> 'studie_id', new.toelichting -> 'oud' ->> 'studie_id'
        )::uuid
    );
    new.volgnummer := null;
    new.verzegeld_op := null;
    new.vorige_hash := null;
    new.hash := null;
    return new;
end
$$;

-- Seals, in order of arrival, every committed event that has no seal yet. Who may not wait leaves it to the next when another seals:
-- so no login, however long it keeps a transaction open, holds up an event of another, and there is nothing to deadlock on.
create function audit.verzegel_open(wachtend boolean) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    kop audit.keten;
    begin_keten bigint;
    rij audit.gebeurtenis;
    ids bigint[] := '{}';
    momenten timestamptz[] := '{}';
    tijden timestamptz[] := '{}';
    hashes bytea[];
begin
    -- An older snapshot does not show the end of the chain.
    if current_setting('transaction_isolation') <> 'read committed' then
        return 0;
    end if;
    if wachtend then
        select * into kop from audit.keten for update;
    else
        select * into kop from audit.keten for update skip locked;
    end if;
    if kop.keten is null then
        return 0;
    end if;
    begin_keten := kop.volgnummer;
    hashes := array[kop.hash];
    -- A hash needs the one before it, so they are taken one by one; the rows are then written in one statement. Row by row, each
    -- update would step over all the versions that those before it left in the index.
    for rij in select * from audit.gebeurtenis where hash is null order by gebeurtenis_id
    loop
        kop.volgnummer := kop.volgnummer + 1;
        rij.volgnummer := kop.volgnummer;
        rij.verzegeld_op := clock_timestamp();
        rij.vorige_hash := kop.hash;
        kop.hash := sha256(convert_to(audit.inhoud(rij), 'UTF8'));
        ids := ids || rij.gebeurtenis_id;
        momenten := momenten || rij.moment;
        tijden := tijden || rij.verzegeld_op;
        hashes := hashes || kop.hash;
    end loop;
    if ids = '{}' then
        return 0;
    end if;
    update audit.gebeurtenis as g set
        volgnummer = begin_keten + zegel.plaats,
        verzegeld_op = zegel.verzegeld_op,
        vorige_hash = zegel.vorige_hash,
        hash = zegel.hash
    -- The last hash has no event after it: that row of the seals has no id.
    from unnest(ids, momenten, tijden, hashes, hashes[2:]) with ordinality
        as zegel (gebeurtenis_id, moment, verzegeld_op, vorige_hash, hash, plaats)
    where g.gebeurtenis_id = zegel.gebeurtenis_id and g.moment = zegel.moment and g.hash is null;
    update audit.keten set volgnummer = kop.volgnummer, hash = kop.hash where keten.keten;
    return cardinality(ids);
end
$$;

create function audit.verzegel() returns bigint
language sql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '60s'
as $$
select audit.verzegel_open(true)
$$;
comment on function audit.verzegel() is 'Seals what waits for it, and waits itself for whoever is sealing; returns how many events';

create function audit.schakel() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (
        select from audit.gebeurtenis where gebeurtenis_id = new.gebeurtenis_id and moment = new.moment and hash is null
    ) then
        perform audit.verzegel_open(false);
    end if;
    return null;
end
$$;

-- What was there moves along, and is linked in the order in which it arrived. (The chain tells what changes from now on.)
create policy toevoegen on audit.gebeurtenis for insert to woonkluis_eigenaar with check (true);
create policy eigenaar_lezen on audit.gebeurtenis for select to woonkluis_eigenaar using (true);
create policy verzegelen on audit.gebeurtenis for update to woonkluis_eigenaar using (hash is null) with check (hash is not null);
create policy verhuizen on audit.gebeurtenis_oud for select to woonkluis_eigenaar using (true);

do $$
declare
    rij audit.gebeurtenis;
    kop audit.keten;
    maand date;
begin
    for maand in select distinct date_trunc('month', moment at time zone 'UTC')::date from audit.gebeurtenis_oud
    loop
        perform audit.maak_partitie(maand);
    end loop;
    perform audit.maak_partities(3);

    select * into kop from audit.keten for update;
    for rij in
        select
            gebeurtenis_id, moment, login, null::name, null::integer, soort, onderwerp, audit.regime_van(soort, toelichting), null::uuid,
            null::text, null::bigint, toelichting, null::bigint, null::timestamptz, null::bytea, null::bytea
        from audit.gebeurtenis_oud
        order by gebeurtenis_id
    loop
        rij.volgnummer := kop.volgnummer + 1;
        rij.vorige_hash := kop.hash;
        rij.hash := sha256(convert_to(audit.inhoud(rij), 'UTF8'));
        insert into audit.gebeurtenis overriding system value values (rij.*);
        kop.volgnummer := rij.volgnummer;
        kop.hash := rij.hash;
    end loop;
    update audit.keten set volgnummer = kop.volgnummer, hash = kop.hash where keten.keten;
    perform setval(
        'audit.gebeurtenis_gebeurtenis_id_seq', coalesce(max(gebeurtenis_id), 0) + 1, false
    )
    from audit.gebeurtenis_oud;
end
$$;
drop table audit.gebeurtenis_oud;

create trigger aanvullen before insert on audit.gebeurtenis
for each row execute function audit.vul_aan();
create trigger onveranderlijk before update or delete on audit.gebeurtenis
for each row execute function audit.bewaak_gebeurtenis();
create trigger onveranderlijk_truncate before truncate on audit.gebeurtenis
for each statement execute function audit.onveranderlijk();
create constraint trigger schakel after insert on audit.gebeurtenis
deferrable initially deferred
for each row execute function audit.schakel();
create trigger onveranderlijk before delete on audit.keten
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on audit.keten
for each statement execute function audit.onveranderlijk();

revoke all on function
audit.inhoud(audit.gebeurtenis), audit.regime_van(text, jsonb), audit.relatie_van(text), audit.maak_partitie(date),
audit.maak_partities(integer), audit.bewaak_gebeurtenis(), audit.vul_aan(), audit.verzegel_open(boolean), audit.verzegel(), audit.schakel()
from public;
grant execute on function audit.maak_partities(integer), audit.verzegel() to woonkluis_audit;

grant usage on schema audit to woonkluis_audit, lmvw_beheer, cwr_dpo, woonkluis_lader, woonkluis_toegang;

reset role;
