-- depends: 0033_bewaartermijn_melding
-- WIV-6.7, WIV-6.10, WIV-R.4: the look-up of one person in the vault: who may, what was asked, and who was asked for.
-- docs/decisions/0020-inzage.md tells why the question is committed before there is an answer. The functions stand in sql/views/inzage.sql.
set local role woonkluis_eigenaar;

-- Deny by default: a login that nobody registered here looks nobody up, whatever group it is in.
create table toegang.inzage_login (
    inzage_login_id uuid primary key default gen_random_uuid(),
    -- regrole: a dropped login leaves nothing behind that a new login of the same name would inherit.
    login_rol regrole not null,
    partij_code text not null references register.partij (partij_code),
    toepassing text check (toepassing ~ '^[A-Za-z0-9_.:@ /-]{1,64}$'),
    vastgelegd_op timestamptz not null default clock_timestamp(),
    vastgelegd_door text not null default session_user,
    beeindigd_op timestamptz check (beeindigd_op >= vastgelegd_op)
);
create unique index inzage_login_eenmaal on toegang.inzage_login (login_rol) where beeindigd_op is null;
comment on table toegang.inzage_login is
'WIV-6.7, WIV-6.10: logins that may look a person up, of which party, and whether an application or a person logs in with it';
comment on column toegang.inzage_login.inzage_login_id is 'Key without order';
comment on column toegang.inzage_login.login_rol is 'Login';
comment on column toegang.inzage_login.partij_code is 'WIV-6.10: party of which the person or application is';
comment on column toegang.inzage_login.toepassing is
'WIV-6.7: application that logs in and passes its physical user; null when the login is of one person';
comment on column toegang.inzage_login.vastgelegd_op is 'Moment of writing';
comment on column toegang.inzage_login.vastgelegd_door is 'Who wrote it';
comment on column toegang.inzage_login.beeindigd_op is 'Moment from which it looks up nobody; null while it may';

create function toegang.bewaak_inzage_login() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'DELETE'
        or (tg_op = 'UPDATE' and (
            old.beeindigd_op is not null
            or (to_jsonb(new) - 'beeindigd_op') is distinct from (to_jsonb(old) - 'beeindigd_op')
        )) then
        raise exception 'who looked up for whom stays answerable: end the row and write another' using errcode = 'check_violation';
    end if;
    if not exists (select from pg_roles where oid = new.login_rol and rolcanlogin and not rolsuper) then
        raise exception 'a login of a person or application looks up, not %', new.login_rol using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_inzage_login before insert or update or delete on toegang.inzage_login
for each row execute function toegang.bewaak_inzage_login();
create trigger onveranderlijk_truncate before truncate on toegang.inzage_login
for each statement execute function audit.onveranderlijk();

create function audit.noteer_inzage_login() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
    values (
        'inzage_login.' || lower(tg_op),
        new.inzage_login_id::text,
        'cwr',
        'toegang.inzage_login',
        jsonb_build_object(
            'login', new.login_rol, 'partij', new.partij_code, 'toepassing', new.toepassing, 'beeindigd_op', new.beeindigd_op
        )
    );
    return null;
end
$$;
create trigger noteer_inzage_login after insert or update on toegang.inzage_login
for each row execute function audit.noteer_inzage_login();

-- WIV-6.10: who was asked for, also who was unknown, and also when the retention has erased the person. A table of its own and not
-- cwr_kluis.persoon_sleutel: that has its own ground and its own end, and who was only asked for gets no pseudonyms.
-- No key on persoon_id: two questions that meet in one would tell, before either is committed, that both are about somebody known.
create table cwr_kluis.bevraagd_persoon (
    bevraagd_persoon_id uuid primary key default gen_random_uuid(),
    persoon_id uuid not null,
    insz text check (insz ~ '^[0-9]{11}$'),
    bron_sleutel text,
    vastgelegd_op timestamptz not null default clock_timestamp(),
    check (num_nonnulls(insz, bron_sleutel) = 1)
);
create index bevraagd_persoon_nummer on cwr_kluis.bevraagd_persoon (persoon_id);
create index bevraagd_persoon_insz on cwr_kluis.bevraagd_persoon (insz);
comment on table cwr_kluis.bevraagd_persoon is
'WIV-6.10, WIV-R.4: whom the numbers in the log of look-ups are of; one person can have several, before and after an erasure';
comment on column cwr_kluis.bevraagd_persoon.bevraagd_persoon_id is 'Key without order';
comment on column cwr_kluis.bevraagd_persoon.persoon_id is 'Number in the log: that of the vault, or one drawn for who was unknown';
comment on column cwr_kluis.bevraagd_persoon.insz is 'WIV-3.1.1: number that was asked for';
comment on column cwr_kluis.bevraagd_persoon.bron_sleutel is 'Of who has no INSZ: sender, contract and place in it';
comment on column cwr_kluis.bevraagd_persoon.vastgelegd_op is 'When the person was first asked for under this number';
create trigger onveranderlijk before update on cwr_kluis.bevraagd_persoon
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on cwr_kluis.bevraagd_persoon
for each statement execute function audit.onveranderlijk();

-- WIV-6.10: each question is an event of the chain too, with a hash over this row; what people write themselves, the reason, is here
-- only, where the DPO reads it and no operator.
create table audit.inzage (
    vraag_id uuid primary key default gen_random_uuid(),
    gevraagd_op timestamptz not null default clock_timestamp(),
    login name not null default session_user,
    doel text not null check (doel in ('huurprijs', 'toezicht', 'dpo')),
    partij_code text not null,
    toepassing text not null,
    gebruiker text not null,
    persoon_id uuid not null,
    uitkomst text not null check (uitkomst in ('toegelaten', 'gebruiker_ontbreekt', 'gebruiker_onbekend')),
    reden text not null check (reden ~ '^[^[:cntrl:]]+$' and length(reden) <= 500),
    transactie xid8 not null default pg_current_xact_id()
);
create index inzage_persoon on audit.inzage (persoon_id);
create index inzage_login_moment on audit.inzage (login, gevraagd_op);
-- One person at a time, also for who asks in a loop.
create unique index inzage_transactie on audit.inzage (transactie);
comment on table audit.inzage is 'WIV-6.10, WIV-R.4: every question about a person in the vault, answered or not';
comment on column audit.inzage.vraag_id is 'Number without order, with which the same login fetches the answer once';
comment on column audit.inzage.gevraagd_op is 'WIV-6.10: tijdstip';
comment on column audit.inzage.login is 'Login that asked';
comment on column audit.inzage.doel is 'WIV-6.10: dienst: huurprijs (WIV-2.4a), toezicht (WIV-4.7) or dpo (WIV-4.6)';
comment on column audit.inzage.partij_code is 'WIV-6.10: partij';
comment on column audit.inzage.toepassing is
'WIV-6.10: toepassing: of an application as it is registered, of a person as the program calls itself';
comment on column audit.inzage.gebruiker is 'WIV-6.7, WIV-6.10: physical user: the login itself, or whom the application passed';
comment on column audit.inzage.persoon_id is 'WIV-6.10: person asked for; cwr_kluis.bevraagd_persoon knows who that is';
comment on column audit.inzage.uitkomst is 'toegelaten, or why there was no answer; whether anybody was found stands with the answer';
comment on column audit.inzage.reden is 'Reason, as the asker wrote it; (gewist) after the term of the log';
comment on column audit.inzage.transactie is 'Transaction that wrote it: the answer is given in another one';

create table audit.inzage_antwoord (
    vraag_id uuid primary key references audit.inzage (vraag_id),
    beantwoord_op timestamptz not null default clock_timestamp(),
    gevonden boolean not null,
    transactie xid8 not null default pg_current_xact_id()
);
create unique index inzage_antwoord_transactie on audit.inzage_antwoord (transactie);
comment on table audit.inzage_antwoord is
'WIV-6.10: questions whose answer was fetched; who rolls that back saw the answer too, so every question counts as a look';
comment on column audit.inzage_antwoord.vraag_id is 'Question';
comment on column audit.inzage_antwoord.beantwoord_op is 'When';
comment on column audit.inzage_antwoord.gevonden is 'False for who was unknown or outside the scope of the asker: the answer was empty';
comment on column audit.inzage_antwoord.transactie is 'Transaction in which it was given';

-- What was asked never changes; only the words of the reason go, and only when the term of the log has passed.
create function audit.bewaak_inzage() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'UPDATE'
        and new.reden = '(gewist)'
        and (to_jsonb(new) - 'reden') = (to_jsonb(old) - 'reden')
        and old.gevraagd_op + register.termijn('WIV-R.4_oproep', current_date) <= current_date then
        return new;
    end if;
    raise exception 'audit.inzage only grows' using errcode = 'insufficient_privilege';
end
$$;
create trigger onveranderlijk before update or delete on audit.inzage
for each row execute function audit.bewaak_inzage();
create trigger onveranderlijk_truncate before truncate on audit.inzage
for each statement execute function audit.onveranderlijk();
create trigger onveranderlijk before update or delete on audit.inzage_antwoord
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on audit.inzage_antwoord
for each statement execute function audit.onveranderlijk();

-- The verifier of the chain covers the look-ups: audit.controleer is of this and of what sql/views/audit_inzage.sql adds to it.
alter function audit.controleer(bigint[], text[]) rename to controleer_keten;
comment on function audit.controleer_keten(bigint[], text[]) is 'LMVW-4a, WIV-6.10: faults of the chain itself; part of audit.controleer';
revoke all on function audit.controleer_keten(bigint[], text[]) from public, woonkluis_audit, lmvw_beheer, cwr_dpo;
create function audit.controleer(anker_nummers bigint[] default '{}', anker_hashes text[] default '{}')
returns table (volgnummer bigint, gebeurtenis_id bigint, gebrek text)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
select * from audit.controleer_keten(anker_nummers, anker_hashes)
$$;
revoke all on function audit.controleer(bigint[], text[]) from public;
grant execute on function audit.controleer(bigint[], text[]) to woonkluis_audit, lmvw_beheer, cwr_dpo;

revoke all on function toegang.bewaak_inzage_login(), audit.noteer_inzage_login(), audit.bewaak_inzage() from public;
reset role;

create schema cwr_inzage authorization woonkluis_eigenaar;
comment on schema cwr_inzage is 'WIV-6.10: the logged look-up of one person in the vault; functions only';
grant usage on schema cwr_inzage to cwr_huurprijs, cwr_toezicht, cwr_dpo;

insert into register.regel_parameter (regime, naam, geldig_van, waarde, bron) values
(
    'cwr', 'inzage_per_uur', '2024-02-01', 30,
    'eigen keuze bij WIV-6.10: meer vragen van een login in een uur worden aan de DPO verteld, niet geweigerd'
);
