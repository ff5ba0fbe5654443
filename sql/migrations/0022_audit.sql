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
    rij audit.gebeurtenis;
    aantal bigint := 0;
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
    for rij in select * from audit.gebeurtenis where hash is null order by gebeurtenis_id
    loop
        rij.volgnummer := kop.volgnummer + 1;
        rij.verzegeld_op := clock_timestamp();
        rij.vorige_hash := kop.hash;
        rij.hash := sha256(convert_to(audit.inhoud(rij), 'UTF8'));
        update audit.gebeurtenis set
            volgnummer = rij.volgnummer,
            verzegeld_op = rij.verzegeld_op,
            vorige_hash = rij.vorige_hash,
            hash = rij.hash
        where gebeurtenis_id = rij.gebeurtenis_id and moment = rij.moment;
        kop.volgnummer := rij.volgnummer;
        kop.hash := rij.hash;
        aantal := aantal + 1;
    end loop;
    if aantal > 0 then
        update audit.keten set volgnummer = kop.volgnummer, hash = kop.hash where keten.keten;
    end if;
    return aantal;
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

-- The verifier. What it returns are places and kinds of faults, so whoever may ask learns nothing of an event.
create function audit.controleer(anker_nummers bigint[] default '{}', anker_hashes text[] default '{}')
returns table (volgnummer bigint, gebeurtenis_id bigint, gebrek text)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
with rij as (
    select
        g.gebeurtenis_id,
        g.moment,
        g.verzegeld_op,
        g.volgnummer,
        g.vorige_hash,
        g.hash,
        sha256(convert_to(audit.inhoud(g), 'UTF8')) as berekend,
        lag(g.volgnummer, 1, 0::bigint) over keten as vorig_nummer,
        lag(g.hash, 1, decode(repeat('00', 32), 'hex')) over keten as hash_ervoor
    from audit.gebeurtenis as g
    where g.volgnummer is not null or g.hash is not null
    window keten as (order by g.volgnummer, g.gebeurtenis_id)
),

gevonden as (
    select rij.volgnummer, rij.gebeurtenis_id, 'gewijzigd: de hash is niet die van de inhoud' as gebrek
    from rij
    where rij.hash is distinct from rij.berekend
    union all
    select rij.volgnummer, rij.gebeurtenis_id, 'ingevoegd: dit volgnummer staat er al'
    from rij
    where rij.volgnummer = rij.vorig_nummer
    union all
    select
        rij.vorig_nummer + 1,
        null,
        'verwijderd: volgnummer ' || concat_ws(' tot en met ', rij.vorig_nummer + 1, nullif(rij.volgnummer - 1, rij.vorig_nummer + 1))
    from rij
    where rij.volgnummer > rij.vorig_nummer + 1
    union all
    select rij.volgnummer, rij.gebeurtenis_id, 'verplaatst: de schakel met de rij ervoor klopt niet'
    from rij
    where rij.volgnummer = rij.vorig_nummer + 1 and rij.vorige_hash is distinct from rij.hash_ervoor
    union all
    select rij.volgnummer, rij.gebeurtenis_id, 'ingevoegd: meer dan een week later verzegeld dan gebeurd'
    from rij
    where rij.verzegeld_op > rij.moment + interval '7 days'
    union all
    select keten.volgnummer, null, 'verwijderd: het einde van de keten'
    from audit.keten
    left join lateral (
        select rij.volgnummer, rij.hash from rij order by rij.volgnummer desc nulls last limit 1
    ) as einde on true
    where
        keten.volgnummer <> coalesce(einde.volgnummer, 0)
        or keten.hash is distinct from coalesce(einde.hash, decode(repeat('00', 32), 'hex'))
    union all
    select 0, null, 'verwijderd: het einde van de keten wordt niet bijgehouden'
    where not exists (select from audit.keten)
    union all
    select
        anker.nummer,
        rij.gebeurtenis_id,
        case
            when rij.hash is null then 'verwijderd: het anker noemt deze rij en zij is er niet'
            else 'vervangen: het anker noemt een andere hash'
        end
    from unnest(anker_nummers, anker_hashes) as anker (nummer, hash)
    left join rij on anker.nummer = rij.volgnummer
    where anker.nummer > 0 and encode(rij.hash, 'hex') is distinct from anker.hash
    union all
    select open_rij.volgnummer, open_rij.gebeurtenis_id, 'niet verzegeld, na meer dan een dag'
    from audit.gebeurtenis as open_rij
    where open_rij.hash is null and open_rij.moment < clock_timestamp() - interval '1 day'
    union all
    select buiten.volgnummer, buiten.gebeurtenis_id, 'staat buiten de partities'
    from audit.gebeurtenis as buiten
    where buiten.tableoid = 'audit.gebeurtenis_buiten'::regclass
)

select gevonden.volgnummer, gevonden.gebeurtenis_id, gevonden.gebrek
from gevonden
order by gevonden.volgnummer nulls last, gevonden.gebeurtenis_id, gevonden.gebrek
$$;
comment on function audit.controleer(bigint[], text[]) is
'LMVW-4a, WIV-6.10: faults of the chain, first the first; none when nothing was changed, removed, inserted or moved, also against anchors';

create function audit.stand(out volgnummer bigint, out hash text, out onverzegeld bigint, out partities_tot timestamptz)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
select
    keten.volgnummer,
    encode(keten.hash, 'hex'),
    (select count(*) from audit.gebeurtenis as g where g.hash is null),
    (
        select max(substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz)
        from pg_inherits as i
        inner join pg_class as c on i.inhrelid = c.oid
        where i.inhparent = 'audit.gebeurtenis'::regclass
    )
from audit.keten
$$;
comment on function audit.stand() is
'End of the chain, to be kept elsewhere as an anchor; events that wait for a seal; until when there are partitions';

-- What leaves the database: a report or a figure is made by a program, which says so before it makes it.
create function audit.noteer_uitvoer(wat text, onderwerp text, regime text, relatie text, rijen bigint, door text) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if wat !~ '^[a-z_]{1,32}$' or onderwerp !~ '^[0-9A-Za-z_-]{1,64}$' or relatie !~ '^[a-z0-9_.]{1,128}$' then
        raise exception 'an export is named by words and ids' using errcode = 'check_violation';
    end if;
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, rijen, toelichting)
    values (
        'uitvoer.' || wat, onderwerp, regime, relatie, rijen,
        jsonb_build_object('door', case when door ~ '^[A-Za-z0-9_.@-]{1,64}$' then door else '(onbekend)' end)
    );
end
$$;
comment on function audit.noteer_uitvoer(text, text, text, text, bigint, text) is
'LMVW-4a: records that something is made of the warehouse, by which account; call it before making it';

-- PostgreSQL has no trigger on roles. So what stands is compared with what was last written down: also a login that was made by hand shows.
create function audit.noteer_logins() returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    aantal bigint;
begin
    -- One at a time, else two would write the same.
    perform from audit.keten for update;
    with stand as (
        select
            r.rolname::text as login,
            r.rolvaliduntil <= clock_timestamp() as verlopen,
            jsonb_build_object(
                'groepen', coalesce(
                    (
                        select jsonb_agg(m.roleid::regrole::text order by m.roleid::regrole::text)
                        from pg_auth_members as m
                        where m.member = r.oid
                    ), '[]'
                ),
                'geldig_tot', to_char(nullif(r.rolvaliduntil, 'infinity') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                'boven_beleid', r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolreplication
            ) as nu
        from pg_roles as r
        where r.rolcanlogin
    ),

    laatste as (
        select distinct on (g.onderwerp)
            g.onderwerp as login,
            g.soort,
            g.toelichting as toen
        from audit.gebeurtenis as g
        where g.soort in ('login.gemaakt', 'login.gewijzigd', 'login.verlopen', 'login.gesloten')
        order by g.onderwerp, g.gebeurtenis_id desc
    ),

    nieuws as (
        select
            coalesce(stand.login, laatste.login) as login,
            coalesce(stand.nu, laatste.toen) as nu,
            case
                when stand.login is null then 'login.gesloten'
                when stand.verlopen then 'login.verlopen'
                when laatste.login is null or laatste.soort = 'login.gesloten' then 'login.gemaakt'
                else 'login.gewijzigd'
            end as soort,
            laatste.soort as vorige_soort,
            stand.nu is distinct from laatste.toen as anders
        from stand
        full join laatste on stand.login = laatste.login
    )

    insert into audit.gebeurtenis (soort, onderwerp, regime, toelichting)
    select
        nieuws.soort,
        nieuws.login,
        case
            when nieuws.nu ->> 'groepen' ~ '"lmvw_' and nieuws.nu ->> 'groepen' !~ '"cwr_' then 'lmvw'
            when nieuws.nu ->> 'groepen' ~ '"cwr_' and nieuws.nu ->> 'groepen' !~ '"lmvw_' then 'cwr'
        end,
        nieuws.nu
    from nieuws
    where nieuws.anders and nieuws.soort <> 'login.gesloten'
        or nieuws.soort in ('login.verlopen', 'login.gesloten') and nieuws.vorige_soort is distinct from nieuws.soort
    order by nieuws.login;
    get diagnostics aantal = row_count;
    return aantal;
end
$$;
comment on function audit.noteer_logins() is
'LMVW-4a, LMVW-15: records which logins were made, changed, expired or closed since it was last called; returns how many';

-- LMVW-4a: with the number of rows that were landed.
create or replace function audit.noteer_levering() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' or new.status is distinct from old.status then
        insert into audit.gebeurtenis (soort, onderwerp, relatie, rijen, toelichting)
        values (
            'levering.status',
            new.levering_id::text,
            'register.levering',
            (select sum(aantal.value::bigint) from jsonb_each_text(new.rijen) as aantal),
            jsonb_build_object('regime', new.regime, 'status', new.status)
        );
    end if;
    return null;
end
$$;

-- LMVW-13b: with the study on which was decided. Ids and codes only, as before.
create or replace function audit.noteer_afspraak() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.gebeurtenis (soort, onderwerp, relatie, toelichting)
    select
        tg_table_name || '.' || lower(tg_op),
        coalesce(rij ->> 'besluit_id', rij ->> 'label_id', rij ->> 'bijlage_id', rij ->> 'peildatum'),
        tg_table_schema || '.' || tg_table_name,
        jsonb_strip_nulls(jsonb_build_object(
            'regime', rij -> 'regime', 'soort', rij -> 'soort', 'uitkomst', rij -> 'uitkomst', 'gebied_code', rij -> 'gebied_code',
            'levering_id', rij -> 'levering_id', 'onderzoek_id', rij -> 'onderzoek_id', 'ingetrokken_op', rij -> 'ingetrokken_op',
            'gemeente_code', rij -> 'gemeente_code', 'label', rij -> 'label', 'gebeurtenis', rij -> 'gebeurtenis',
            'bevroren_op', rij -> 'bevroren_op'
        ))
    from (select to_jsonb(new) as rij) as nieuw;
    return null;
end
$$;

revoke all on function
audit.inhoud(audit.gebeurtenis), audit.regime_van(text, jsonb), audit.maak_partitie(date), audit.maak_partities(integer),
audit.bewaak_gebeurtenis(), audit.vul_aan(), audit.verzegel_open(boolean), audit.verzegel(), audit.schakel(),
audit.controleer(bigint[], text[]), audit.stand(), audit.noteer_uitvoer(text, text, text, text, bigint, text), audit.noteer_logins()
from public;
grant execute on function audit.maak_partities(integer), audit.verzegel(), audit.noteer_logins() to woonkluis_audit;
grant execute on function audit.controleer(bigint[], text[]), audit.stand() to woonkluis_audit, lmvw_beheer, cwr_dpo;
grant execute on function audit.noteer_uitvoer(text, text, text, text, bigint, text) to woonkluis_lader, woonkluis_audit;
grant execute on function audit.noteer_logins() to woonkluis_toegang;

grant usage on schema audit to woonkluis_audit, lmvw_beheer, cwr_dpo, woonkluis_lader, woonkluis_toegang;

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
