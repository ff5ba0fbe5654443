-- depends: 0028_aanlevering_oproep
-- WIV-7.1 to WIV-7.4: defects that are found in what a woonmaatschappij delivers become notices to it, with terms, answers and an end.
-- docs/decisions/0019-meldingen.md tells what a notice is and when it ends.
set local role woonkluis_eigenaar;

-- WIV-7.1: a finding of cwr has the class of its rule.
alter table register.bevinding add column klasse text check (
    klasse in ('foutief', 'onnauwkeurig', 'onvolledig', 'ontbrekend', 'verouderd', 'overtollig')
);
comment on column register.bevinding.klasse is 'WIV-7.1: class of the defect by article 7; null in lmvw and for the reader';

create table register.regel_parameter (
    regime text check (regime in ('lmvw', 'cwr')),
    naam text check (naam ~ '^[a-z_]{3,40}$'),
    geldig_van date,
    waarde integer not null check (waarde between 0 and 10000),
    bron text not null check (bron ~ '^[^[:cntrl:]]+$' and length(bron) <= 500),
    vastgelegd_op timestamptz not null default clock_timestamp(),
    vastgelegd_door text not null default session_user,
    primary key (regime, naam, geldig_van)
);
comment on table register.regel_parameter is 'WIV-R.3, WIV-5.1: numbers that rules read, from a day on; a new day is a new row';
comment on column register.regel_parameter.regime is 'lmvw or cwr';
comment on column register.regel_parameter.naam is 'Name with its unit, as rules know it';
comment on column register.regel_parameter.geldig_van is 'First peildatum for which it holds, until the next row of that name';
comment on column register.regel_parameter.waarde is 'Value';
comment on column register.regel_parameter.bron is 'Where it comes from, or that it is a choice of ours';
comment on column register.regel_parameter.vastgelegd_op is 'Moment of writing';
comment on column register.regel_parameter.vastgelegd_door is 'Who wrote it';

create table register.melding_termijn (
    geldig_van date primary key,
    onderzoek_dagen integer not null check (onderzoek_dagen between 1 and 365),
    maatregelen_dagen integer not null check (maatregelen_dagen between 1 and 365),
    maatregelen_vanaf text not null check (maatregelen_vanaf in ('vaststelling', 'onderzoek')),
    herinner_voor_dagen integer not null check (herinner_voor_dagen between 0 and 60),
    herinner_na_dagen integer not null check (herinner_na_dagen between 1 and 60),
    bron text not null check (bron ~ '^[^[:cntrl:]]+$' and length(bron) <= 500),
    vastgelegd_op timestamptz not null default clock_timestamp(),
    vastgelegd_door text not null default session_user,
    check (maatregelen_vanaf = 'onderzoek' or maatregelen_dagen >= onderzoek_dagen)
);
comment on table register.melding_termijn is
'WIV-7.2, WIV-7.3: terms of notices, from a day on; a notice keeps those of the day of its finding';
comment on column register.melding_termijn.geldig_van is 'First day of findings for which they hold, until the next row';
comment on column register.melding_termijn.onderzoek_dagen is 'WIV-7.2: days for the onderzoek, from the finding';
comment on column register.melding_termijn.maatregelen_dagen is 'WIV-7.3: days for the measures';
comment on column register.melding_termijn.maatregelen_vanaf is
'WIV-7.3: whether those days run from the finding (vaststelling), or after the term of the onderzoek; article 7 leaves it open';
comment on column register.melding_termijn.herinner_voor_dagen is 'Days before a term ends on which is reminded of it; 0: not';
comment on column register.melding_termijn.herinner_na_dagen is 'Days between reminders once a term is over';
comment on column register.melding_termijn.bron is 'Where it comes from';
comment on column register.melding_termijn.vastgelegd_op is 'Moment of writing';
comment on column register.melding_termijn.vastgelegd_door is 'Who wrote it';

-- The owner is under FORCE like everybody; sql/policies/register_melding.sql makes these policies again.
create policy eigenaar on register.regel_parameter to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.melding_termijn to woonkluis_eigenaar using (true) with check (true);
insert into register.regel_parameter (regime, naam, geldig_van, waarde, bron) values
('cwr', 'wijziging_jaren', '2024-02-01', 5, 'WIV-R.3: artikel 3.1, tot vijf jaar'),
('cwr', 'huurprijsberekening_maanden', '2024-02-01', 13, 'eigen keuze: een berekening per jaar, met een maand speling'),
('cwr', 'peildatum_dagen', '2024-02-01', 92, 'eigen keuze bij WIV-5.1, permanent: hoogstens een kwartaal oud');
insert into register.melding_termijn
(geldig_van, onderzoek_dagen, maatregelen_dagen, maatregelen_vanaf, herinner_voor_dagen, herinner_na_dagen, bron)
values
('2024-02-01', 15, 30, 'vaststelling', 3, 7, 'artikel 7; de 30 dagen lopen vanaf de vaststelling (docs/decisions/0019-meldingen.md)');

create table register.melding (
    melding_id uuid primary key default gen_random_uuid(),
    bronhouder_code text not null check (bronhouder_code ~ '^[A-Z0-9]{4,12}$'),
    regel_id text not null,
    klasse text not null check (klasse in ('foutief', 'onnauwkeurig', 'onvolledig', 'ontbrekend', 'verouderd', 'overtollig')),
    artikel text not null,
    titel text not null,
    actie text not null,
    levering_id bigint not null references register.levering (levering_id),
    vastgesteld_op timestamptz not null,
    geopend_op timestamptz not null default clock_timestamp(),
    termijn_van date not null references register.melding_termijn (geldig_van),
    onderzoek_tot date not null,
    maatregelen_tot date not null check (maatregelen_tot >= onderzoek_tot),
    unique (levering_id, regel_id)
);
create index melding_bronhouder on register.melding (bronhouder_code, geopend_op);
comment on table register.melding is
'WIV-7.1: notice to a woonmaatschappij: what one rule found for the first time in one delivery; its records stand in melding_record';
comment on column register.melding.melding_id is 'Key without order';
comment on column register.melding.bronhouder_code is 'Woonmaatschappij';
comment on column register.melding.regel_id is 'Rule that found it, or LEES-* for the reader';
comment on column register.melding.klasse is 'Class by article 7';
comment on column register.melding.artikel is 'Article of the fields';
comment on column register.melding.titel is 'What should be, in Dutch, as the rule said it on that day';
comment on column register.melding.actie is 'What to do, in Dutch';
comment on column register.melding.levering_id is 'Delivery in which it was found first';
comment on column register.melding.vastgesteld_op is 'Moment of the finding, from which the terms run';
comment on column register.melding.geopend_op is 'Moment of the notice';
comment on column register.melding.termijn_van is 'Terms it has: row of melding_termijn';
comment on column register.melding.onderzoek_tot is 'WIV-7.2: last day of the onderzoek';
comment on column register.melding.maatregelen_tot is 'WIV-7.3: last day of the measures';

create table register.melding_record (
    melding_id uuid references register.melding (melding_id),
    laag text,
    sleutel text check (length(sleutel) <= 200),
    kolom text,
    woning text,
    bronhouder_code text not null,
    regel_id text not null,
    einde_op timestamptz,
    einde_levering_id bigint references register.levering (levering_id),
    primary key (melding_id, laag, sleutel, kolom),
    check (einde_levering_id is null or einde_op is not null)
);
-- Opened once, whatever runs at the same time: a defect stands open in one notice.
create unique index melding_record_open on register.melding_record (bronhouder_code, regel_id, laag, sleutel, kolom)
where einde_op is null;
comment on table register.melding_record is 'WIV-7.1: records and fields that a notice is about, by their keys; never a value of a person';
comment on column register.melding_record.melding_id is 'Notice';
comment on column register.melding_record.laag is 'Kind of record; empty when it is about the message as a whole';
comment on column register.melding_record.sleutel is
'Key at the woonmaatschappij: woning, huurovereenkomst, or huurovereenkomst/computernummer; of data on health the huurovereenkomst';
comment on column register.melding_record.kolom is 'Field; empty when it is about the record';
comment on column register.melding_record.woning is 'Dwelling that the record belongs to, where known';
comment on column register.melding_record.bronhouder_code is 'Woonmaatschappij, as in melding';
comment on column register.melding_record.regel_id is 'Rule, as in melding';
comment on column register.melding_record.einde_op is 'Moment from which the defect is gone; null while it stands';
comment on column register.melding_record.einde_levering_id is
'Delivery in which it did not come back; null when a person said that it was repaired';

create table register.melding_stap (
    melding_id uuid references register.melding (melding_id),
    volgnummer integer check (volgnummer > 0),
    toestand text not null check (toestand in ('open', 'onderzocht', 'maatregelen', 'afgesloten')),
    reden text not null check (
        (toestand = 'open' and reden in ('vastgesteld', 'teruggelegd'))
        or (toestand in ('onderzocht', 'maatregelen') and reden = 'antwoord')
        or (toestand = 'afgesloten' and reden in ('hersteld', 'bevestigd', 'geen_gebrek'))
    ),
    namens text not null check (namens in ('systeem', 'woonmaatschappij', 'beheer')),
    door text not null check (door ~ '^[^[:cntrl:]]{1,200}$'),
    toelichting text check (
        length(toelichting) between 3 and 2000
        and toelichting !~ '[\x01-\x09\x0b-\x1f\x7f]'
        -- Who answers writes by hand: the number of a person is refused, its key at the woonmaatschappij is enough.
        and toelichting !~ '(^|[^0-9])[0-9]{11}([^0-9]|$)'
        and toelichting !~ '[0-9]{2}[.][0-9]{2}[.][0-9]{2}[- ][0-9]{3}[.][0-9]{2}'
    ),
    levering_id bigint references register.levering (levering_id),
    moment timestamptz not null default clock_timestamp(),
    primary key (melding_id, volgnummer),
    -- A person says why; what closes by itself names the delivery.
    check (case when namens = 'systeem' then levering_id is not null else toelichting is not null end)
);
comment on table register.melding_stap is 'WIV-7.2 to WIV-7.4: states of a notice with who, when and why; only grows';
comment on column register.melding_stap.melding_id is 'Notice';
comment on column register.melding_stap.volgnummer is 'Order within the notice, from 1; the last one is the state';
comment on column register.melding_stap.toestand is 'open, onderzocht (WIV-7.2), maatregelen (WIV-7.3, WIV-7.4) or afgesloten';
comment on column register.melding_stap.reden is
'vastgesteld; antwoord of the woonmaatschappij; teruggelegd; closed: hersteld (did not come back), bevestigd (measures) or geen_gebrek';
comment on column register.melding_stap.namens is 'systeem, woonmaatschappij or beheer';
comment on column register.melding_stap.door is 'Who: account, or party and staff number; never an INSZ';
comment on column register.melding_stap.toelichting is 'Why, in words of who did it; names no person';
comment on column register.melding_stap.levering_id is 'Delivery that opened or closed it; null for what a person did';
comment on column register.melding_stap.moment is 'When';

create table register.melding_bericht (
    bericht_id uuid primary key default gen_random_uuid(),
    melding_id uuid not null references register.melding (melding_id),
    bronhouder_code text not null,
    soort text not null check (
        soort in (
            'opening', 'herinnering_onderzoek', 'te_laat_onderzoek', 'herinnering_maatregelen', 'te_laat_maatregelen', 'teruggelegd',
            'afsluiting'
        )
    ),
    beurt integer not null default 1 check (beurt > 0),
    gemaakt_op timestamptz not null default clock_timestamp(),
    brief_id uuid,
    verzonden_op timestamptz,
    verteld_op timestamptz,
    unique (melding_id, soort, beurt),
    check (verzonden_op is null or brief_id is not null)
);
create index melding_bericht_open on register.melding_bericht (bronhouder_code) where verzonden_op is null;
comment on table register.melding_bericht is
'WIV-7.1: what the woonmaatschappij is still to be told of a notice, or was; one letter tells many';
comment on column register.melding_bericht.bericht_id is 'Key without order';
comment on column register.melding_bericht.melding_id is 'Notice';
comment on column register.melding_bericht.bronhouder_code is 'Woonmaatschappij, as in melding';
comment on column register.melding_bericht.soort is 'opening, reminder before a term, after it (te_laat), teruggelegd, or afsluiting';
comment on column register.melding_bericht.beurt is 'Which time: after a term is reminded again and again';
comment on column register.melding_bericht.gemaakt_op is 'When it became due';
comment on column register.melding_bericht.brief_id is 'Letter it stands in; null until one is made';
comment on column register.melding_bericht.verzonden_op is 'When that letter was put out; null until then';
comment on column register.melding_bericht.verteld_op is
'When operators were told that a term is over; null until then and for other kinds';

create table register.melding_levering (
    levering_id bigint primary key references register.levering (levering_id),
    verwerkt_op timestamptz not null default clock_timestamp(),
    telt boolean not null,
    geopend integer not null check (geopend >= 0),
    voortgezet integer not null check (voortgezet >= 0),
    verdwenen integer not null check (verdwenen >= 0),
    gesloten integer not null check (gesloten >= 0)
);
comment on table register.melding_levering is 'WIV-7.1: deliveries of which the findings became notices, once each';
comment on column register.melding_levering.levering_id is 'Delivery';
comment on column register.melding_levering.verwerkt_op is 'When';
comment on column register.melding_levering.telt is 'Whether it was the newest of its woonmaatschappij; an older one changes no notice';
comment on column register.melding_levering.geopend is 'Notices it opened';
comment on column register.melding_levering.voortgezet is 'Defects in it that stood in a notice already';
comment on column register.melding_levering.verdwenen is 'Defects that did not come back in it';
comment on column register.melding_levering.gesloten is 'Notices it closed';

-- Who may do what next: a woonmaatschappij answers, beheer closes or lays back, and what closes by itself did not come back.
create function register.bewaak_melding_stap() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    vorige register.melding_stap;
begin
    select s.* into vorige from register.melding_stap as s
    where s.melding_id = new.melding_id
    order by s.volgnummer desc
    limit 1;
    new.volgnummer := coalesce(vorige.volgnummer, 0) + 1;
    new.moment := clock_timestamp();
    if not (case
        when vorige.toestand is null then (new.toestand, new.reden, new.namens) = ('open', 'vastgesteld', 'systeem')
        when vorige.toestand = 'afgesloten' or new.reden = 'vastgesteld' then false
        when new.toestand = 'afgesloten' then new.namens = case new.reden when 'hersteld' then 'systeem' else 'beheer' end
        when new.toestand = 'open' then vorige.toestand <> 'open' and new.namens = 'beheer'
        when new.toestand = 'onderzocht' then vorige.toestand = 'open' and new.namens = 'woonmaatschappij'
        else vorige.toestand in ('open', 'onderzocht') and new.namens = 'woonmaatschappij'
    end) then
        raise exception 'melding %: % by % cannot follow %', new.melding_id, new.toestand, new.namens, coalesce(vorige.toestand, 'nothing')
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_melding_stap before insert on register.melding_stap
for each row execute function register.bewaak_melding_stap();

-- A defect that is gone stays gone: when it comes back it is another notice, with terms of its own.
create function register.bewaak_melding_record() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if old.einde_op is not null
        or (to_jsonb(new) - array['einde_op', 'einde_levering_id']) <> (to_jsonb(old) - array['einde_op', 'einde_levering_id']) then
        raise exception 'a record of a notice ends once, nothing else' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger bewaak_melding_record before update on register.melding_record
for each row execute function register.bewaak_melding_record();

-- WIV-7.1: what was noticed, decided and set does not change afterwards.
do $$
declare
    tabel text;
begin
    foreach tabel in array array['melding', 'melding_stap', 'melding_termijn', 'regel_parameter', 'melding_levering']
    loop
        execute format(
            'create trigger onveranderlijk before update or delete on register.%I for each row execute function audit.onveranderlijk()',
            tabel
        );
    end loop;
    foreach tabel in array array['melding', 'melding_record', 'melding_stap', 'melding_termijn', 'regel_parameter', 'melding_levering']
    loop
        execute format(
            'create trigger onveranderlijk_truncate before truncate on register.%I '
            'for each statement execute function audit.onveranderlijk()', tabel
        );
    end loop;
end
$$;

-- LMVW-4a, WIV-6.9: each decision is an event; not the words, which are written by hand.
create function audit.noteer_melding() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_table_name = 'melding_stap' then
        insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
        select
            'melding.' || new.toestand,
            new.melding_id::text,
            'cwr',
            'register.melding',
            jsonb_strip_nulls(jsonb_build_object(
                'bronhouder', m.bronhouder_code, 'regel_id', m.regel_id, 'klasse', m.klasse, 'reden', new.reden,
                'namens', new.namens, 'door', new.door, 'levering_id', new.levering_id
            ))
        from register.melding as m
        where m.melding_id = new.melding_id;
    else
        insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
        values (
            tg_table_name || '.insert',
            to_jsonb(new) ->> 'geldig_van',
            coalesce(to_jsonb(new) ->> 'regime', 'cwr'),
            'register.' || tg_table_name,
            to_jsonb(new) - array['bron']
        );
    end if;
    return null;
end
$$;
create trigger noteer_melding after insert on register.melding_stap
for each row execute function audit.noteer_melding();
create trigger noteer_melding after insert on register.melding_termijn
for each row execute function audit.noteer_melding();
create trigger noteer_melding after insert on register.regel_parameter
for each row execute function audit.noteer_melding();

revoke all on function
register.bewaak_melding_stap(), register.bewaak_melding_record(), audit.noteer_melding()
from public;

reset role;

comment on role woonkluis_bord is 'Boards: status of lmvw deliveries and the number of their findings; notices to woonmaatschappijen';
