-- depends: 0028_aanlevering_oproep
-- WIV-3.1: who a person is stands in the vault, under a number that says nothing. docs/decisions/0017-kluis.md tells why.
do $$
begin
    if not exists (select from pg_roles where rolname = 'woonkluis_kluis') then
        create role woonkluis_kluis;
    end if;
    alter role woonkluis_kluis nologin noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
    execute format('grant connect on database %I to woonkluis_kluis', current_database());
end
$$;
comment on role woonkluis_kluis is 'WIV-3.1: writes pseudonyms of numbers of persons; sees no identity';

set local role woonkluis_eigenaar;

-- The key was in the database that it protected, and in its backups. Keys are files now; no reader ever had a pseudonym made with it.
drop table cwr_kluis.pseudoniem_sleutel;

-- A number per person, drawn once. It is random, so no key and no list of national numbers leads back to the person: only this table does.
create table cwr_kluis.persoon_sleutel (
    persoon_id uuid primary key default gen_random_uuid(),
    insz text unique check (insz ~ '^[0-9]{11}$'),
    bron_sleutel text unique,
    gemaakt_op timestamptz not null default clock_timestamp(),
    check (num_nonnulls(insz, bron_sleutel) = 1)
);
comment on table cwr_kluis.persoon_sleutel is 'WIV-3.1.1: the number of every person, drawn once and never rebuilt';
comment on column cwr_kluis.persoon_sleutel.persoon_id is 'Random number of the person, by which all other relations refer to it';
comment on column cwr_kluis.persoon_sleutel.insz is 'WIV-3.1.1: number of the Rijksregister or bis number';
comment on column cwr_kluis.persoon_sleutel.bron_sleutel is
'Of who has no INSZ: sender, contract and place in it; the same person with an INSZ later is another row';
comment on column cwr_kluis.persoon_sleutel.gemaakt_op is 'When the number was drawn';

create trigger onveranderlijk before update on cwr_kluis.persoon_sleutel
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on cwr_kluis.persoon_sleutel
for each statement execute function audit.onveranderlijk();

-- Keys of dwellings and leases outside the vault say nothing to who knows the numbers of a woonmaatschappij, or guesses them. It never
-- changes: the histories hold keys that were made with it.
create table cwr_kluis.sleutel_zout (
    enige boolean primary key default true check (enige),
    zout bytea not null check (length(zout) = 32)
);
comment on table cwr_kluis.sleutel_zout is
'WIV-2.2: what is mixed into the keys of dwellings, leases and dossiers; one row, for the builder';
comment on column cwr_kluis.sleutel_zout.enige is 'True: there is one row';
comment on column cwr_kluis.sleutel_zout.zout is 'Drawn when the warehouse was made; who has it can try numbers against keys';
create trigger onveranderlijk before update or delete on cwr_kluis.sleutel_zout
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on cwr_kluis.sleutel_zout
for each statement execute function audit.onveranderlijk();
reset role;
insert into cwr_kluis.sleutel_zout (zout) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
set local role woonkluis_eigenaar;

create table cwr_kluis.pseudoniem_versie (
    doel text not null check (doel in ('gsc', 'huurprijs', 'prestatie', 'statistiek', 'toezicht', 'omgeving')),
    versie integer not null check (versie > 0),
    vingerafdruk text not null check (vingerafdruk ~ '^[0-9a-f]{16}$'),
    gemaakt_op timestamptz not null default clock_timestamp(),
    compleet_op timestamptz,
    ingetrokken_op timestamptz,
    primary key (doel, versie)
);
comment on table cwr_kluis.pseudoniem_versie is 'WIV-2, WIV-4: keys of the pseudonyms, which themselves are files outside the database';
comment on column cwr_kluis.pseudoniem_versie.doel is
'Purpose: gsc (WIV-2.3), huurprijs (2.4a), prestatie (2.4b), statistiek (2.2), toezicht (WIV-4.7), omgeving (WIV-4.9)';
comment on column cwr_kluis.pseudoniem_versie.versie is 'Number of the key, from 1';
comment on column cwr_kluis.pseudoniem_versie.vingerafdruk is 'Tells whether the file is still the same key; nothing follows from it';
comment on column cwr_kluis.pseudoniem_versie.gemaakt_op is 'When the database first met the key';
comment on column cwr_kluis.pseudoniem_versie.compleet_op is
'When every person had a pseudonym by it; from then on it can be the one that shows';
comment on column cwr_kluis.pseudoniem_versie.ingetrokken_op is 'When its pseudonyms were taken away';

create table cwr_kluis.pseudoniem (
    persoon_id uuid not null references cwr_kluis.persoon_sleutel (persoon_id) on delete cascade,
    doel text not null,
    versie integer not null,
    pseudoniem uuid not null,
    primary key (persoon_id, doel, versie),
    unique (doel, versie, pseudoniem),
    foreign key (doel, versie) references cwr_kluis.pseudoniem_versie (doel, versie)
);
comment on table cwr_kluis.pseudoniem is 'WIV-2, WIV-4: name of a person for one purpose; two purposes cannot compare theirs';
comment on column cwr_kluis.pseudoniem.persoon_id is 'Person';
comment on column cwr_kluis.pseudoniem.doel is 'Purpose';
comment on column cwr_kluis.pseudoniem.versie is 'Key it was made with';
comment on column cwr_kluis.pseudoniem.pseudoniem is 'First 16 bytes of HMAC-SHA256 over persoon_id with the key of purpose and version';

create trigger onveranderlijk before update on cwr_kluis.pseudoniem
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on cwr_kluis.pseudoniem
for each statement execute function audit.onveranderlijk();

-- A version is retired once, and never the last that consumers could still use.
create function cwr_kluis.bewaak_versie() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'DELETE'
        or old.ingetrokken_op is not null
        or (to_jsonb(new) - array['compleet_op', 'ingetrokken_op'])
        is distinct from (to_jsonb(old) - array['compleet_op', 'ingetrokken_op']) then
        raise exception 'a version of pseudonyms is made, completed and retired, in that order' using errcode = 'check_violation';
    end if;
    if new.ingetrokken_op is not null and not exists (
        select from cwr_kluis.pseudoniem_versie as later
        where later.doel = new.doel and later.versie > new.versie
            and later.compleet_op is not null and later.ingetrokken_op is null
    ) then
        raise exception 'the newest complete version stays' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
revoke all on function cwr_kluis.bewaak_versie() from public;
create trigger bewaak_versie before update or delete on cwr_kluis.pseudoniem_versie
for each row execute function cwr_kluis.bewaak_versie();
create trigger onveranderlijk_truncate before truncate on cwr_kluis.pseudoniem_versie
for each statement execute function audit.onveranderlijk();

create function audit.noteer_pseudoniem_versie() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'UPDATE' and new.ingetrokken_op is null then
        return null;
    end if;
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
    values (
        case tg_op when 'INSERT' then 'pseudoniem.gemaakt' else 'pseudoniem.ingetrokken' end,
        new.doel || '-' || new.versie,
        'cwr',
        'cwr_kluis.pseudoniem_versie',
        jsonb_build_object('doel', new.doel, 'versie', new.versie, 'vingerafdruk', new.vingerafdruk)
    );
    return null;
end
$$;
revoke all on function audit.noteer_pseudoniem_versie() from public;
create trigger noteer_pseudoniem_versie after insert or update on cwr_kluis.pseudoniem_versie
for each row execute function audit.noteer_pseudoniem_versie();

grant usage on schema cwr_kluis to woonkluis_kluis;

-- As before, and the tool that makes pseudonyms, in the vault only.
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
        and not (
            r.rolname = 'woonkluis_kluis'
            and c.relnamespace = 'cwr_kluis'::regnamespace
            and c.relowner = 'woonkluis_eigenaar'::regrole
        )
        -- Naming it for the log spells out what its owner could anyhow.
        and recht.grantee <> c.relowner
    limit 1;
    if found then
        raise exception 'nobody but the tools reads %, so not %', toegekend.naam, toegekend.rol
            using errcode = 'insufficient_privilege';
    end if;
end
$$;

-- Article 9 GDPR, WIV-3.7, WIV-3.8: article 2.A of the protocol names 9.2.b as the ground, the table of article 3 names 9.2.g. Which of
-- them holds, and whether for this purpose at all, the DPO decides; a policy on data about health asks for that row.
create table register.grondslag (
    grondslag_id uuid primary key default gen_random_uuid(),
    doel text not null check (doel in ('statistiek')),
    categorie text not null check (categorie in ('WIV-3.7', 'WIV-3.8', 'afgeleid')),
    uitkomst text not null check (uitkomst in ('toegewezen', 'afgewezen')),
    grond text check (grond in ('9.2.b', '9.2.g')),
    motivering text not null check (trim(motivering) <> ''),
    besloten_door text not null check (trim(besloten_door) <> ''),
    besloten_op date not null default current_date,
    geldig_van date not null default current_date,
    geldig_tot date check (geldig_tot >= geldig_van),
    vastgelegd_door text not null default session_user,
    vastgelegd_op timestamptz not null default clock_timestamp(),
    ingetrokken_op timestamptz check (ingetrokken_op >= vastgelegd_op),
    ingetrokken_door text,
    ingetrokken_reden text,
    check ((uitkomst = 'toegewezen') = (grond is not null)),
    check (num_nonnulls(ingetrokken_op, ingetrokken_door, ingetrokken_reden) in (0, 3))
);
comment on table register.grondslag is
'Article 9 GDPR, WIV-3.7, WIV-3.8: decisions of the DPO on data about health, per purpose; added to, and at most withdrawn';
comment on column register.grondslag.grondslag_id is 'Key without order';
comment on column register.grondslag.doel is 'Purpose, as of the pseudonyms; the access matrix leaves room for statistiek only (WIV-2.2)';
comment on column register.grondslag.categorie is 'WIV-3.7 (handicap), WIV-3.8 (arbeidsongeschiktheid) or afgeleid (hints in other data)';
comment on column register.grondslag.uitkomst is 'toegewezen or afgewezen';
comment on column register.grondslag.grond is '9.2.b (article 2.A of the protocol) or 9.2.g (its article 3)';
comment on column register.grondslag.motivering is 'Reason';
comment on column register.grondslag.besloten_door is 'The DPO who decided';
comment on column register.grondslag.besloten_op is 'Day of the decision';
comment on column register.grondslag.geldig_van is 'First day, Belgian time';
comment on column register.grondslag.geldig_tot is 'Last day; null when it has none';
comment on column register.grondslag.vastgelegd_door is 'Login that wrote the row';
comment on column register.grondslag.vastgelegd_op is 'Moment of writing';
comment on column register.grondslag.ingetrokken_op is 'Moment from which it no longer counts';
comment on column register.grondslag.ingetrokken_door is 'Who withdrew it';
comment on column register.grondslag.ingetrokken_reden is 'Why';

create function register.bewaak_grondslag() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    einde text[] := array['ingetrokken_op', 'ingetrokken_door', 'ingetrokken_reden'];
begin
    if tg_op = 'DELETE' or old.ingetrokken_op is not null or (to_jsonb(new) - einde) is distinct from (to_jsonb(old) - einde) then
        raise exception 'a decision stands as it was taken; withdraw it and take another' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
revoke all on function register.bewaak_grondslag() from public;
create trigger bewaak_grondslag before update or delete on register.grondslag
for each row execute function register.bewaak_grondslag();
create trigger onveranderlijk_truncate before truncate on register.grondslag
for each statement execute function audit.onveranderlijk();

-- The last decision is the one that holds: a refusal, or another ground, ends what was granted before for the same data and purpose.
create function register.vervang_grondslag() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update register.grondslag
    set
        ingetrokken_op = clock_timestamp(),
        ingetrokken_door = new.besloten_door,
        ingetrokken_reden = 'vervangen door een later besluit'
    where
        doel = new.doel and categorie = new.categorie and grondslag_id <> new.grondslag_id and ingetrokken_op is null
        and new.geldig_van <= (clock_timestamp() at time zone 'Europe/Brussels')::date;
    return null;
end
$$;
revoke all on function register.vervang_grondslag() from public;
create trigger vervang_grondslag after insert on register.grondslag
for each row execute function register.vervang_grondslag();

create function audit.noteer_grondslag() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
    values (
        'grondslag.' || lower(tg_op),
        new.grondslag_id::text,
        'cwr',
        'register.grondslag',
        jsonb_build_object(
            'doel', new.doel, 'categorie', new.categorie, 'uitkomst', new.uitkomst, 'grond', new.grond,
            'geldig_van', new.geldig_van, 'geldig_tot', new.geldig_tot, 'ingetrokken_op', new.ingetrokken_op
        )
    );
    return null;
end
$$;
revoke all on function audit.noteer_grondslag() from public;
create trigger noteer_grondslag after insert or update on register.grondslag
for each row execute function audit.noteer_grondslag();

-- WIV-4.10: for most purposes of the cwr the area is all of Flanders; that is a right too, and a row.
alter table toegang.recht drop constraint recht_gebied_soort_check;
alter table toegang.recht drop constraint recht_check;
alter table toegang.recht
add constraint recht_gebied_soort_check
check (gebied_soort in ('gemeente', 'provincie', 'nederland', 'woonmaatschappij', 'vlaanderen')),
add constraint recht_check check (
    case gebied_soort
        when 'gemeente' then regime = 'lmvw' and gebied_code ~ '^GM[0-9]{4}$'
        when 'provincie' then regime = 'lmvw' and gebied_code ~ '^PV[0-9]{2}$'
        when 'nederland' then regime = 'lmvw' and gebied_code = 'NL'
        when 'woonmaatschappij' then regime = 'cwr' and gebied_code ~ '^[0-9]{10}$'
        when 'vlaanderen' then regime = 'cwr' and gebied_code = 'VL'
    end
);
comment on column toegang.recht.gebied_soort is 'gemeente, provincie, nederland, woonmaatschappij or vlaanderen';
comment on column toegang.recht.gebied_code is 'GM0150, PV23, NL, a KBO number or VL';

grant usage on schema toegang to cwr_gsc, cwr_huurprijs, cwr_prestatie, cwr_statistiek, cwr_toezicht;
grant usage on schema register to cwr_statistiek, cwr_dpo;

reset role;

grant usage on schema cwr_vertrouwelijk to
cwr_gsc, cwr_huurprijs, cwr_prestatie, cwr_statistiek, cwr_toezicht, cwr_woonmaatschappij;

drop extension pgcrypto;
