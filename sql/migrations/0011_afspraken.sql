-- depends: 0008_publicatie
-- What people agree about deliveries: decisions, labels, what a gemeente declares beside its file, and when a peildatum closes.
set local role woonkluis_eigenaar;

-- LMVW-13b, LMVW-17a: the stuurgroep reads the decisions that are its own.
grant usage on schema register to lmvw_stuurgroep;

create table register.besluit (
    besluit_id uuid primary key default gen_random_uuid(),
    regime text not null default 'lmvw' check (regime in ('lmvw', 'cwr')),
    soort text not null check (soort in ('maatwerk_17a', 'maatwerk_17b', 'optelling_9', 'correctie_10', 'toegang_13b')),
    orgaan text not null,
    uitkomst text not null check (uitkomst in ('toegewezen', 'afgewezen')),
    gebied_soort text not null,
    gebied_code text not null,
    levering_id bigint references register.levering (levering_id),
    regel_id text,
    motivering text not null check (trim(motivering) <> ''),
    besloten_door text not null check (trim(besloten_door) <> ''),
    besloten_op timestamptz not null default clock_timestamp(),
    geldig_van date not null default current_date,
    geldig_tot date check (geldig_tot >= geldig_van),
    ingetrokken_op timestamptz check (ingetrokken_op >= besloten_op),
    constraint besluit_orgaan check (
        case soort
            when 'maatwerk_17a' then orgaan = 'stuurgroep'
            when 'maatwerk_17b' then orgaan in ('provincie', 'gemeente')
            when 'optelling_9' then orgaan = 'provincie'
            when 'correctie_10' then orgaan in ('beheerorganisatie', 'provincie')
            when 'toegang_13b' then orgaan in ('beheerorganisatie', 'stuurgroep')
        end
    ),
    constraint besluit_gebied check (
        case gebied_soort
            when 'gemeente' then gebied_code ~ '^GM[0-9]{4}$'
            when 'provincie' then gebied_code ~ '^PV[0-9]{2}$' and soort <> 'optelling_9'
            when 'nederland' then gebied_code = 'NL' and soort in ('maatwerk_17a', 'toegang_13b')
            else false
        end
    ),
    -- LMVW-9 is a transition, LMVW-17 a deviation: a decision without an end would be a new rule.
    constraint besluit_einde check (
        uitkomst = 'afgewezen' or geldig_tot is not null or soort not in ('maatwerk_17a', 'maatwerk_17b', 'optelling_9')
    ),
    constraint besluit_onderwerp check (soort <> 'correctie_10' or levering_id is not null),
    constraint besluit_regel check (regel_id is null or soort in ('maatwerk_17a', 'maatwerk_17b'))
);
create index besluit_gebied on register.besluit (soort, gebied_code);
create index besluit_levering on register.besluit (levering_id);

comment on table register.besluit is
'LMVW-9, LMVW-10, LMVW-13b, LMVW-17: decisions of people, with scope, dates and reason; added to, and at most withdrawn';
comment on column register.besluit.besluit_id is 'Key without order';
comment on column register.besluit.regime is 'lmvw or cwr';
comment on column register.besluit.soort is
'maatwerk_17a, maatwerk_17b, optelling_9 (sum of small plans), correctie_10 (late delivery) or toegang_13b';
comment on column register.besluit.orgaan is 'Who may decide it: stuurgroep, beheerorganisatie, provincie or gemeente';
comment on column register.besluit.uitkomst is 'toegewezen or afgewezen';
comment on column register.besluit.gebied_soort is 'gemeente, provincie or nederland';
comment on column register.besluit.gebied_code is 'GM0150, PV23 or NL';
comment on column register.besluit.levering_id is 'Delivery it is about; required for correctie_10';
comment on column register.besluit.regel_id is 'LMVW-17: rule from which it deviates';
comment on column register.besluit.motivering is 'Reason';
comment on column register.besluit.besloten_door is 'Person who decided';
comment on column register.besluit.besloten_op is 'Moment of the decision';
comment on column register.besluit.geldig_van is 'First day';
comment on column register.besluit.geldig_tot is 'Last day; null when the kind of decision has none';
comment on column register.besluit.ingetrokken_op is 'Moment from which it no longer counts';

create function register.bewaak_besluit() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'DELETE'
        or old.ingetrokken_op is not null
        or (to_jsonb(new) - 'ingetrokken_op') is distinct from (to_jsonb(old) - 'ingetrokken_op') then
        raise exception 'besluit %: a decision stands as it was taken; withdraw it and take another', old.besluit_id
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_besluit before update or delete on register.besluit
for each row execute function register.bewaak_besluit();

create table register.label (
    label_id uuid primary key default gen_random_uuid(),
    gemeente_code text not null check (gemeente_code ~ '^GM[0-9]{4}$'),
    provincie_code text not null check (provincie_code ~ '^PV[0-9]{2}$'),
    bron_plan_id text not null check (trim(both '{} ' from bron_plan_id) <> ''),
    label text not null check (label in ('strijdig_5d', 'niet_beoordeeld_5e')),
    gebeurtenis text not null check (gebeurtenis in ('gelegd', 'opgeheven')),
    datum date not null default current_date check (datum <= current_date),
    reden text not null check (trim(reden) <> ''),
    gemeente_geinformeerd_op date check (gemeente_geinformeerd_op <= current_date),
    door text not null default session_user,
    vastgelegd_op timestamptz not null default clock_timestamp(),
    -- What was last is decided by the moment, so there is one last.
    unique (gemeente_code, bron_plan_id, label, vastgelegd_op)
);

comment on table register.label is
'LMVW-5d, LMVW-5e: what a provincie says of a plan, as history; lifting a label is a row too, and so is a notice to the gemeente';
comment on column register.label.label_id is 'Key without order';
comment on column register.label.gemeente_code is 'Gemeente of the plan';
comment on column register.label.provincie_code is 'Provincie that labels';
comment on column register.label.bron_plan_id is 'GlobalID of the plan as the gemeente delivers it; stays over deliveries';
comment on column register.label.label is
'strijdig_5d: contrary to provincial policy, so treated as confidential; niet_beoordeeld_5e: not assessed, stays public';
comment on column register.label.gebeurtenis is 'gelegd or opgeheven';
comment on column register.label.datum is 'Day on which the provincie did so';
comment on column register.label.reden is 'Reason; may be confidential';
comment on column register.label.gemeente_geinformeerd_op is 'LMVW-5d: day on which the gemeente was told';
comment on column register.label.door is 'Login that wrote the row';
comment on column register.label.vastgelegd_op is 'Moment of writing: the last row of a plan and label counts';

create function register.bewaak_label() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.gebeurtenis is distinct from 'gelegd' and (
        select vorige.gebeurtenis
        from register.label as vorige
        where vorige.gemeente_code = new.gemeente_code
            and lower(trim(both '{} ' from vorige.bron_plan_id)) = lower(trim(both '{} ' from new.bron_plan_id))
            and vorige.label = new.label
        order by vorige.vastgelegd_op desc
        limit 1
    ) is distinct from 'gelegd' then
        raise exception 'only a label that is gelegd can be opgeheven' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_label before insert on register.label
for each row execute function register.bewaak_label();
create trigger onveranderlijk before update or delete on register.label
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on register.label
for each statement execute function audit.onveranderlijk();

create table register.publicatie_label (
    publicatie_id uuid references register.publicatie (publicatie_id),
    label_id uuid references register.label (label_id),
    primary key (publicatie_id, label_id)
);
comment on table register.publicatie_label is 'LMVW-5d: labels in force behind a publicatie';
comment on column register.publicatie_label.publicatie_id is 'Publicatie';
comment on column register.publicatie_label.label_id is 'Label';
create trigger alleen_kandidaat after insert on register.publicatie_label
referencing new table as nieuw
for each statement execute function register.alleen_kandidaat();

-- LMVW-8: beheer, who may not read the verklaring, must know which deliveries hold plans that are not for it.
alter table register.levering add column aggregeren_door_provincie boolean not null default false;
comment on column register.levering.aggregeren_door_provincie is
'LMVW-8: the gemeente chose that beheer gets its confidential plans of this delivery as one sum only';

create table register.bijlage (
    bijlage_id uuid primary key default gen_random_uuid(),
    levering_id bigint not null references register.levering (levering_id),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    bestand_naam text not null,
    bestand_bytes bigint not null check (bestand_bytes >= 0),
    verklaring jsonb not null check (jsonb_typeof(verklaring) = 'object'),
    aangeleverd_door text not null default session_user,
    ontvangen_op timestamptz not null default clock_timestamp(),
    unique (levering_id, ontvangen_op)
);
comment on table register.bijlage is
'LMVW-6a, LMVW-8, LMVW-9: what a gemeente declares beside its file, because no format has a field for it; the last one counts';
comment on column register.bijlage.bijlage_id is 'Key without order';
comment on column register.bijlage.levering_id is 'Delivery it belongs to';
comment on column register.bijlage.sha256 is 'SHA-256 of the bytes, also their name in the store';
comment on column register.bijlage.bestand_naam is 'Name under which the file was delivered';
comment on column register.bijlage.bestand_bytes is 'Size in bytes';
comment on column register.bijlage.verklaring is
'gecommuniceerd (6.a): GlobalIDs; aggregeren_door_provincie (8): boolean; optelling (9): sums with their parts';
comment on column register.bijlage.aangeleverd_door is 'Login or person that handed the file over';
comment on column register.bijlage.ontvangen_op is 'Moment of receipt';

-- What the rules have seen does not change afterwards; and the choice of article 8 is that of the verklaring, not of a hand.
create function register.bewaak_bijlage() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update register.levering
    set aggregeren_door_provincie = coalesce((new.verklaring ->> 'aggregeren_door_provincie')::boolean, false)
    where levering_id = new.levering_id and status in ('ontvangen', 'gelezen');
    if not found then
        raise exception 'levering %: a verklaring comes before the check', new.levering_id using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_bijlage before insert on register.bijlage
for each row execute function register.bewaak_bijlage();
create trigger onveranderlijk before update or delete on register.bijlage
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on register.bijlage
for each statement execute function audit.onveranderlijk();

create function register.bewaak_keuze_8() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if old.status not in ('ontvangen', 'gelezen') then
        raise exception 'levering %: the choice of article 8 comes before the check', old.levering_id
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_keuze_8 before update of aggregeren_door_provincie on register.levering
for each row execute function register.bewaak_keuze_8();

create table register.peilmoment (
    regime text not null default 'lmvw' check (regime = 'lmvw'),
    peildatum date not null check (to_char(peildatum, 'MM-DD') in ('01-01', '07-01')),
    naam text not null check (naam = case when extract(month from peildatum) = 1 then 'voorjaarslevering' else 'najaarslevering' end),
    extractie_op timestamptz not null check (extractie_op > peildatum),
    bevroren_op timestamptz check (bevroren_op >= extractie_op),
    primary key (regime, peildatum)
);
comment on table register.peilmoment is 'LMVW-10: the deliveries of a year, when they are due, and when they were frozen';
comment on column register.peilmoment.regime is 'lmvw';
comment on column register.peilmoment.peildatum is 'Reference date: 1 January or 1 July';
comment on column register.peilmoment.naam is 'voorjaarslevering or najaarslevering';
comment on column register.peilmoment.extractie_op is 'LMVW-10a, LMVW-10b: 1 April or 1 October, Dutch time';
comment on column register.peilmoment.bevroren_op is
'Moment of freezing; a delivery received later needs a besluit correctie_10. Null while it is open';

create function register.bewaak_peilmoment() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'DELETE'
        or old.bevroren_op is not null
        or (to_jsonb(new) - 'bevroren_op') is distinct from (to_jsonb(old) - 'bevroren_op') then
        raise exception 'peilmoment %: what was set or frozen stays so', old.peildatum using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_peilmoment before update or delete on register.peilmoment
for each row execute function register.bewaak_peilmoment();

create table register.peilmoment_bronhouder (
    regime text not null,
    peildatum date not null,
    bronhouder_code text not null check (bronhouder_code ~ '^GM[0-9]{4}$'),
    provincie_code text not null check (provincie_code ~ '^PV[0-9]{2}$'),
    primary key (regime, peildatum, bronhouder_code),
    foreign key (regime, peildatum) references register.peilmoment (regime, peildatum)
);
comment on table register.peilmoment_bronhouder is
'LMVW-10: who is expected to deliver for a peildatum; fixed when it opens, because gemeenten merge';
comment on column register.peilmoment_bronhouder.regime is 'lmvw';
comment on column register.peilmoment_bronhouder.peildatum is 'Reference date';
comment on column register.peilmoment_bronhouder.bronhouder_code is 'CBS gemeentecode';
comment on column register.peilmoment_bronhouder.provincie_code is 'Its provincie';

-- Ids and codes only (LMVW-4a): reason and plan stay where they are protected.
create function audit.noteer_afspraak() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.gebeurtenis (soort, onderwerp, toelichting)
    select
        tg_table_name || '.' || lower(tg_op),
        coalesce(rij ->> 'besluit_id', rij ->> 'label_id', rij ->> 'bijlage_id', rij ->> 'peildatum'),
        jsonb_strip_nulls(jsonb_build_object(
            'regime', rij -> 'regime', 'soort', rij -> 'soort', 'uitkomst', rij -> 'uitkomst', 'gebied_code', rij -> 'gebied_code',
            'levering_id', rij -> 'levering_id', 'ingetrokken_op', rij -> 'ingetrokken_op', 'gemeente_code', rij -> 'gemeente_code',
            'label', rij -> 'label', 'gebeurtenis', rij -> 'gebeurtenis', 'bevroren_op', rij -> 'bevroren_op'
        ))
    from (select to_jsonb(new) as rij) as nieuw;
    return null;
end
$$;
create trigger noteer_afspraak after insert or update on register.besluit
for each row execute function audit.noteer_afspraak();
create trigger noteer_afspraak after insert on register.label
for each row execute function audit.noteer_afspraak();
create trigger noteer_afspraak after insert on register.bijlage
for each row execute function audit.noteer_afspraak();
create trigger noteer_afspraak after insert or update on register.peilmoment
for each row execute function audit.noteer_afspraak();

revoke all on function
register.bewaak_besluit(), register.bewaak_label(), register.bewaak_bijlage(), register.bewaak_keuze_8(),
register.bewaak_peilmoment(), audit.noteer_afspraak()
from public;

reset role;
