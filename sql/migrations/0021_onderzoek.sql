-- depends: 0006_toegang 0017_besluiten
-- LMVW-12 to LMVW-16: a researcher reads what is confidential for one study, after a declaration of its own, within the area and data type
-- that were asked for, until the study ends. All of it is tested here, where no tool can talk it round.
set local role woonkluis_eigenaar;

grant usage on schema register to woonkluis_toegang, lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c;
grant usage on schema toegang, lmvw_vertrouwelijk to lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c;

create table register.onderzoek (
    onderzoek_id uuid primary key default gen_random_uuid(),
    regime text not null default 'lmvw' check (regime = 'lmvw'),
    titel text not null check (trim(titel) <> ''),
    omschrijving text not null check (trim(omschrijving) <> ''),
    beoogde_publicatie text not null check (trim(beoogde_publicatie) <> ''),
    groep text not null check (groep in ('12a', '12b', '12c')),
    instelling text not null check (trim(instelling) <> ''),
    datatype text not null check (datatype in ('polygonen', 'kenmerken')),
    begint_op date not null,
    eindigt_op date not null check (eindigt_op >= begint_op),
    aanvraag_sha256 text unique check (aanvraag_sha256 ~ '^[0-9a-f]{64}$'),
    aangevraagd_op timestamptz not null default clock_timestamp(),
    aangevraagd_door text not null default session_user check (trim(aangevraagd_door) <> ''),
    beeindigd_op timestamptz check (beeindigd_op >= aangevraagd_op),
    beeindigd_door text check (trim(beeindigd_door) <> ''),
    beeindigd_reden text check (trim(beeindigd_reden) <> ''),
    constraint onderzoek_beeindigd check (
        (beeindigd_op is null) = (beeindigd_door is null) and (beeindigd_op is null) = (beeindigd_reden is null)
    )
);
comment on table register.onderzoek is
'LMVW-12, LMVW-GV-C: a study for which access is asked; stands as it was asked for, and is at most ended';
comment on column register.onderzoek.onderzoek_id is 'Key without order';
comment on column register.onderzoek.regime is 'lmvw';
comment on column register.onderzoek.titel is 'Name of the study';
comment on column register.onderzoek.omschrijving is 'LMVW-GV-C1: description of the project';
comment on column register.onderzoek.beoogde_publicatie is 'LMVW-GV-C3: description of the intended publication';
comment on column register.onderzoek.groep is 'LMVW-12: user group 12a, 12b or 12c';
comment on column register.onderzoek.instelling is 'Organisation of the researchers';
comment on column register.onderzoek.datatype is 'LMVW-GV-C2: polygonen (all) or kenmerken (no location finer than gemeente)';
comment on column register.onderzoek.begint_op is 'First day of access, Dutch time';
comment on column register.onderzoek.eindigt_op is 'Last day of access, Dutch time';
comment on column register.onderzoek.aanvraag_sha256 is 'SHA-256 of the form: the same form is the same study; null when there was none';
comment on column register.onderzoek.aangevraagd_op is 'Moment of registration';
comment on column register.onderzoek.aangevraagd_door is 'Who registered it';
comment on column register.onderzoek.beeindigd_op is 'Moment from which nobody has access for it; null while it runs';
comment on column register.onderzoek.beeindigd_door is 'Who ended it; null while it runs';
comment on column register.onderzoek.beeindigd_reden is 'Why it ended; null while it runs';

create table register.onderzoek_gebied (
    onderzoek_id uuid references register.onderzoek (onderzoek_id),
    gebied_soort text,
    gebied_code text,
    primary key (onderzoek_id, gebied_soort, gebied_code),
    constraint onderzoek_gebied_code check (
        case gebied_soort
            when 'gemeente' then gebied_code ~ '^GM[0-9]{4}$'
            when 'provincie' then gebied_code ~ '^PV[0-9]{2}$'
            when 'nederland' then gebied_code = 'NL'
            else false
        end
    )
);
comment on table register.onderzoek_gebied is 'LMVW-GV-C2: areas that a study asks for';
comment on column register.onderzoek_gebied.onderzoek_id is 'Study';
comment on column register.onderzoek_gebied.gebied_soort is 'gemeente, provincie or nederland';
comment on column register.onderzoek_gebied.gebied_code is 'GM0150, PV23 or NL';

create table register.geheimhoudingsverklaring (
    verklaring_id uuid primary key default gen_random_uuid(),
    regime text not null default 'lmvw' check (regime = 'lmvw'),
    onderzoek_id uuid not null references register.onderzoek (onderzoek_id),
    -- One declaration, one login: the name tells nothing and never comes back for somebody else.
    login_naam text not null unique
    generated always as ('onderzoek_' || left(translate(verklaring_id::text, '-', ''), 12)) stored,
    deel_a_op date check (deel_a_op <= current_date),
    deel_b_op date check (deel_b_op <= current_date),
    -- LMVW-15a: what was signed for one study does not serve a second.
    document_sha256 text unique check (document_sha256 ~ '^[0-9a-f]{64}$'),
    vastgelegd_op timestamptz not null default clock_timestamp(),
    bevestigd_op timestamptz,
    bevestigd_door text check (trim(bevestigd_door) <> ''),
    ingetrokken_op timestamptz check (ingetrokken_op >= vastgelegd_op),
    ingetrokken_door text check (trim(ingetrokken_door) <> ''),
    ingetrokken_reden text check (trim(ingetrokken_reden) <> ''),
    unique (verklaring_id, onderzoek_id),
    constraint verklaring_getekend check ((deel_a_op is null and deel_b_op is null) or document_sha256 is not null),
    constraint verklaring_bevestigd check ((bevestigd_op is null) = (bevestigd_door is null)),
    constraint verklaring_ingetrokken check (
        (ingetrokken_op is null) = (ingetrokken_door is null) and (ingetrokken_op is null) = (ingetrokken_reden is null)
    )
);
create index verklaring_onderzoek on register.geheimhoudingsverklaring (onderzoek_id);
comment on table register.geheimhoudingsverklaring is
'LMVW-15a, LMVW-GV-A6: declaration of one researcher for one study; signed once, at most withdrawn, never deleted';
comment on column register.geheimhoudingsverklaring.verklaring_id is 'Key without order';
comment on column register.geheimhoudingsverklaring.regime is 'lmvw';
comment on column register.geheimhoudingsverklaring.onderzoek_id is 'LMVW-15a: the one study that it is for';
comment on column register.geheimhoudingsverklaring.login_naam is 'Login of the researcher for this study';
comment on column register.geheimhoudingsverklaring.deel_a_op is 'LMVW-GV-A: day of signing part A (researcher); null when not signed';
comment on column register.geheimhoudingsverklaring.deel_b_op is 'LMVW-GV-B: day of signing part B (organisation); else A is not valid';
comment on column register.geheimhoudingsverklaring.document_sha256 is 'SHA-256 of the signed document, which beheer keeps';
comment on column register.geheimhoudingsverklaring.vastgelegd_op is 'Moment of writing';
comment on column register.geheimhoudingsverklaring.bevestigd_op is 'Moment at which somebody at beheer confirmed both signatures';
comment on column register.geheimhoudingsverklaring.bevestigd_door is 'Who confirmed them';
comment on column register.geheimhoudingsverklaring.ingetrokken_op is 'Moment from which it gives no access; its duties stay (LMVW-GV-A6)';
comment on column register.geheimhoudingsverklaring.ingetrokken_door is 'Who withdrew it; null while it stands';
comment on column register.geheimhoudingsverklaring.ingetrokken_reden is 'Why it was withdrawn; null while it stands';

-- Apart from the declaration, because it is about persons: no trigger writes it to the audit.
create table register.ondertekenaar (
    verklaring_id uuid references register.geheimhoudingsverklaring (verklaring_id),
    deel text check (deel in ('A', 'B')),
    naam text not null check (trim(naam) <> ''),
    geboortedatum date,
    telefoon text,
    instelling text not null check (trim(instelling) <> ''),
    email text,
    adres text,
    functie text,
    plaats text not null check (trim(plaats) <> ''),
    datum date not null,
    primary key (verklaring_id, deel),
    constraint ondertekenaar_velden check (
        case deel
            when 'A'
                then
                    geboortedatum is not null and telefoon is not null and email is not null and adres is null and functie is null
            when 'B' then
                geboortedatum is null and telefoon is null and email is null and adres is not null and functie is not null
        end
    )
);
comment on table register.ondertekenaar is 'LMVW-GV-A, LMVW-GV-B: who signed; personal data, for beheer only';
comment on column register.ondertekenaar.verklaring_id is 'Declaration';
comment on column register.ondertekenaar.deel is 'A (researcher) or B (organisation)';
comment on column register.ondertekenaar.naam is 'Name; personal';
comment on column register.ondertekenaar.geboortedatum is 'Part A: date of birth; personal';
comment on column register.ondertekenaar.telefoon is 'Part A: telephone; personal';
comment on column register.ondertekenaar.instelling is 'Organisation';
comment on column register.ondertekenaar.email is 'Part A: e-mail; personal';
comment on column register.ondertekenaar.adres is 'Part B: address of the organisation';
comment on column register.ondertekenaar.functie is 'Part B: position of the signer; personal';
comment on column register.ondertekenaar.plaats is 'Place of signing';
comment on column register.ondertekenaar.datum is 'Day of signing';

-- LMVW-13b
alter table register.besluit add column onderzoek_id uuid references register.onderzoek (onderzoek_id);
comment on column register.besluit.onderzoek_id is 'LMVW-13b: study on which was decided; required for toegang_13b';
-- Not valid: a decision from before there were studies stays as it was taken, and gives nobody access.
alter table register.besluit
add constraint besluit_onderzoek check ((soort = 'toegang_13b') = (onderzoek_id is not null)) not valid;
create unique index besluit_onderzoek_eenmaal on register.besluit (onderzoek_id) where ingetrokken_op is null;

create function register.bewaak_onderzoek() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    einde text[] := array['beeindigd_op', 'beeindigd_door', 'beeindigd_reden'];
begin
    if tg_op = 'DELETE'
        or old.beeindigd_op is not null
        or (to_jsonb(new) - einde) is distinct from (to_jsonb(old) - einde) then
        raise exception 'onderzoek %: a study stands as it was asked for; end it and ask again', old.onderzoek_id
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_onderzoek before update or delete on register.onderzoek
for each row execute function register.bewaak_onderzoek();
create trigger onveranderlijk_truncate before truncate on register.onderzoek
for each statement execute function audit.onveranderlijk();

-- What was decided on and signed for does not grow afterwards.
create function register.bewaak_onderzoek_gebied() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from register.geheimhoudingsverklaring as g where g.onderzoek_id = new.onderzoek_id)
        or exists (select from register.besluit as b where b.onderzoek_id = new.onderzoek_id) then
        raise exception 'onderzoek %: its areas were decided on or signed for; ask for another study', new.onderzoek_id
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_onderzoek_gebied before insert on register.onderzoek_gebied
for each row execute function register.bewaak_onderzoek_gebied();
create trigger onveranderlijk before update or delete on register.onderzoek_gebied
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on register.onderzoek_gebied
for each statement execute function audit.onveranderlijk();

create function register.bewaak_verklaring() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- login_naam is computed after this trigger.
    later text[] := array['login_naam'];
    eenmaal text;
begin
    if tg_op = 'DELETE' or old.ingetrokken_op is not null then
        raise exception 'verklaring %: it stays as it was signed or withdrawn (LMVW-GV-A6)', old.verklaring_id
            using errcode = 'check_violation';
    end if;
    foreach eenmaal in array array[
        'deel_a_op', 'deel_b_op', 'document_sha256', 'bevestigd_op', 'bevestigd_door', 'ingetrokken_op', 'ingetrokken_door', 'ingetrokken_reden'
    ]
    loop
        if to_jsonb(old) ->> eenmaal is null then
            later := later || eenmaal;
        end if;
    end loop;
    if (to_jsonb(new) - later) is distinct from (to_jsonb(old) - later) then
        raise exception 'verklaring %: what was signed stays as it was; withdraw it and sign another', old.verklaring_id
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_verklaring before update or delete on register.geheimhoudingsverklaring
for each row execute function register.bewaak_verklaring();
create trigger onveranderlijk_truncate before truncate on register.geheimhoudingsverklaring
for each statement execute function audit.onveranderlijk();

-- LMVW-4a: ids, codes and days; titles and names stay where they are protected.
create function audit.noteer_onderzoek() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.gebeurtenis (soort, onderwerp, toelichting)
    select
        tg_table_name || '.' || lower(tg_op),
        coalesce(rij ->> 'verklaring_id', rij ->> 'onderzoek_id'),
        jsonb_strip_nulls(jsonb_build_object(
            'regime', rij -> 'regime', 'onderzoek_id', rij -> 'onderzoek_id', 'groep', rij -> 'groep', 'datatype', rij -> 'datatype',
            'begint_op', rij -> 'begint_op', 'eindigt_op', rij -> 'eindigt_op', 'beeindigd_op', rij -> 'beeindigd_op',
            'gebied_code', rij -> 'gebied_code', 'login', rij -> 'login_naam', 'deel_a_op', rij -> 'deel_a_op',
            'deel_b_op', rij -> 'deel_b_op', 'document_sha256', rij -> 'document_sha256', 'bevestigd_op', rij -> 'bevestigd_op',
            'ingetrokken_op', rij -> 'ingetrokken_op'
        ))
    from (select to_jsonb(new) as rij) as nieuw;
    return null;
end
$$;
create trigger noteer_onderzoek after insert or update on register.onderzoek
for each row execute function audit.noteer_onderzoek();
create trigger noteer_onderzoek after insert on register.onderzoek_gebied
for each row execute function audit.noteer_onderzoek();
create trigger noteer_onderzoek after insert or update on register.geheimhoudingsverklaring
for each row execute function audit.noteer_onderzoek();

revoke all on function
register.bewaak_onderzoek(), register.bewaak_onderzoek_gebied(), register.bewaak_verklaring(), audit.noteer_onderzoek()
from public;

reset role;
