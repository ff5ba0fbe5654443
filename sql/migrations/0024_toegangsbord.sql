-- depends: 0021_onderzoekslogin 0022_audit_leesspoor
-- LMVW-12 to LMVW-16: who has access to what, on which declaration and decision, and when it was last used. The overview is a web page:
-- its login reads rights and what they rest on, never a plan, a signer, a form or an event of the audit.
do $$
begin
    if not exists (select from pg_roles where rolname = 'woonkluis_toegangsbord') then
        create role woonkluis_toegangsbord;
    end if;
    alter role woonkluis_toegangsbord nologin noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
    execute format('grant connect on database %I to woonkluis_toegangsbord', current_database());
end
$$;
comment on role woonkluis_toegangsbord is 'Overview of access: rights with study, decision and declaration, and when they were last used';

set local role woonkluis_eigenaar;
grant usage on schema register, toegang, audit to woonkluis_toegangsbord;

-- LMVW-15a: told once, a month before the end.
create table toegang.einde_gemeld (
    onderzoek_id uuid primary key references register.onderzoek (onderzoek_id),
    gemeld_op timestamptz not null default clock_timestamp()
);
comment on table toegang.einde_gemeld is 'LMVW-15a: studies of which was told that their access ends within a month';
comment on column toegang.einde_gemeld.onderzoek_id is 'Study';
comment on column toegang.einde_gemeld.gemeld_op is 'When it was told';

-- WIV-6.9: files of the server's log come and go; when a login last read a relation stays here.
create table audit.gebruik (
    login text,
    relatie text,
    eerst timestamptz not null,
    laatst timestamptz not null check (laatst >= eerst),
    keren bigint not null check (keren > 0),
    primary key (login, relatie)
);
comment on table audit.gebruik is 'LMVW-4a, WIV-6.9: when and how often a login read a confidential relation, as far as the log was read';
comment on column audit.gebruik.login is 'Login';
comment on column audit.gebruik.relatie is 'Relation';
comment on column audit.gebruik.eerst is 'First read in the log';
comment on column audit.gebruik.laatst is 'Last read in the log';
comment on column audit.gebruik.keren is 'Number of reads in the log';

create table audit.leeslog_stand (
    een boolean primary key default true check (een),
    bekend_sinds timestamptz not null default clock_timestamp(),
    gelezen_tot timestamptz not null default clock_timestamp(),
    dag date not null default (clock_timestamp() at time zone 'UTC')::date,
    bytes bigint not null default 0 check (bytes >= 0)
);
comment on table audit.leeslog_stand is
'WIV-6.9: how far the log of reads was taken up, and since when without a gap; one row';
comment on column audit.leeslog_stand.een is 'Always true: there is one log';
comment on column audit.leeslog_stand.bekend_sinds is
'From when on every read is known: what is not in audit.gebruik was not read since then';
comment on column audit.leeslog_stand.gelezen_tot is 'Until when the log was read';
comment on column audit.leeslog_stand.dag is 'Day (UTC) of the file that was read last';
comment on column audit.leeslog_stand.bytes is 'How much of that file was read';
create policy eigenaar on audit.leeslog_stand to woonkluis_eigenaar using (true) with check (true);
insert into audit.leeslog_stand default values;

-- LMVW-4a: a list of rights that leaves as evidence is named by its SHA-256.
create function audit.noteer_toegangslijst(vorm text, sha256 text, rijen bigint, door text) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if vorm not in ('csv', 'json') or sha256 !~ '^[0-9a-f]{64}$' then
        raise exception 'a list of rights is named by its form and SHA-256' using errcode = 'check_violation';
    end if;
    perform audit.noteer_uitvoer('toegang_' || vorm, sha256, 'lmvw', 'toegang.recht', rijen, door);
end
$$;
comment on function audit.noteer_toegangslijst(text, text, bigint, text) is
'LMVW-4a: records that the list of rights with this SHA-256 is made as evidence, by which account';
revoke all on function audit.noteer_toegangslijst(text, text, bigint, text) from public;
grant execute on function audit.noteer_toegangslijst(text, text, bigint, text), audit.stand() to woonkluis_toegangsbord;

reset role;

-- WIV-6.9: only the administrator reads the server's log, so this function of the administrator does, and gives away nothing but the
-- login, relation and moment of each logged read. What a reader can put in the log stands between quotes that double its own, so no line
-- of it looks like one of pgaudit.
create function audit.neem_leeslog_op(out bekend_sinds timestamptz, out gelezen_tot timestamptz, out lezingen bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    per_stuk constant bigint := 16777216;
    vorm constant text :=
        '^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (?:UTC|GMT),"((?:[^"]|"")+)","((?:[^"]|"")+)",.*'
        ',"AUDIT: OBJECT,\d+,\d+,[A-Z]+,[A-Z ]+,[A-Z ]+,((?:[^"]|"")+),<not logged>,<not logged>",';
    stand audit.leeslog_stand;
    nu timestamptz;
    dag date;
    bestand text;
    grootte bigint;
    stuk bytea;
    tekst text;
    rest bigint;
    gevonden bigint;
begin
    if not pg_has_role(session_user, 'woonkluis_audit', 'member') then
        raise exception 'only woonkluis_audit takes up the log of reads' using errcode = 'insufficient_privilege';
    end if;
    -- An abbreviation such as CET does not say which moment it was.
    if current_setting('log_timezone') not in ('UTC', 'GMT', 'Etc/UTC') then
        raise exception 'the server logs in %: set log_timezone = ''UTC'', as sql/postgresql.conf does', current_setting('log_timezone')
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    if not exists (select from pg_ls_logdir() as l where l.name ~ '^leeslog-\d{4}-\d\d-\d\d\.csv$') then
        raise exception 'the server keeps no log of reads: it lacks the settings of sql/postgresql.conf'
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    select * into strict stand from audit.leeslog_stand for update;
    nu := clock_timestamp();
    lezingen := 0;
    for dag in
        select d::date from generate_series(stand.dag::timestamp, nu at time zone 'UTC', interval '1 day') as d
    loop
        bestand := 'leeslog-' || to_char(dag, 'YYYY-MM-DD') || '.csv';
        select l.size into grootte from pg_ls_logdir() as l where l.name = bestand;
        if grootte is null and dag = (nu at time zone 'UTC')::date then
            exit;
        elsif grootte is null or (dag = stand.dag and grootte < stand.bytes) then
            -- A file that is gone, or is another than the one that was read: who read meanwhile is not known.
            stand.bekend_sinds := greatest(stand.bekend_sinds, least(nu, (dag + 1)::timestamp at time zone 'UTC'));
        end if;
        if dag > stand.dag or grootte is null or grootte < stand.bytes then
            stand.bytes := 0;
        end if;
        stand.dag := dag;
        while stand.bytes < grootte
        loop
            stuk := pg_read_binary_file(
                current_setting('log_directory') || '/' || bestand, stand.bytes, least(per_stuk, grootte - stand.bytes), true
            );
            exit when coalesce(length(stuk), 0) = 0;
            -- Whatever bytes are in it, this is text.
            tekst := encode(stuk, 'escape');
            -- The last line may still be being written.
            rest := length(decode(split_part(tekst, e'\n', -1), 'escape'));
            if rest = length(stuk) then
                exit when rest < per_stuk;
                -- A line this long is none of pgaudit.
                rest := 0;
            end if;
            with lezing as (
                select
                    convert_from(decode(replace(deel[2], '""', '"'), 'escape'), 'UTF8') as login,
                    convert_from(decode(replace(deel[4], '""', '"'), 'escape'), 'UTF8') as relatie,
                    deel[1]::timestamp at time zone 'UTC' as moment
                from string_to_table(tekst, e'\n') as regel
                cross join lateral regexp_match(regel, vorm) as deel
                where
                    regel like '%,"AUDIT: OBJECT,%'
                    -- They repeat the line of their leader.
                    and regel not like '%,"parallel worker",%'
                    and replace(deel[3], '""', '"') = current_database()
            ),

            geteld as (
                insert into audit.gebruik as g (login, relatie, eerst, laatst, keren)
                select lezing.login, lezing.relatie, min(lezing.moment), max(lezing.moment), count(*)
                from lezing
                group by lezing.login, lezing.relatie
                on conflict (login, relatie) do update set
                    eerst = least(g.eerst, excluded.eerst),
                    laatst = greatest(g.laatst, excluded.laatst),
                    keren = g.keren + excluded.keren
                returning 1
            )

            select count(*) into gevonden from lezing;
            lezingen := lezingen + gevonden;
            stand.bytes := stand.bytes + length(stuk) - rest;
        end loop;
    end loop;
    bekend_sinds := stand.bekend_sinds;
    gelezen_tot := nu;
    update audit.leeslog_stand as s set
        bekend_sinds = stand.bekend_sinds,
        gelezen_tot = nu,
        dag = stand.dag,
        bytes = stand.bytes
    where s.een;
end
$$;
comment on function audit.neem_leeslog_op() is
'WIV-6.9: adds the reads that the server has logged since it last looked to audit.gebruik; returns since and until when all are known';
revoke all on function audit.neem_leeslog_op() from public;
grant execute on function audit.neem_leeslog_op() to woonkluis_audit;
