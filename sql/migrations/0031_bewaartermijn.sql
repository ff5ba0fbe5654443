-- depends: 0031_volgorde 0022_audit_controle
-- WIV-R.1 to WIV-R.5: how long what is kept, as rows with dates; what must go; and what went. The rules stand in
-- docs/decisions/0018-historie.md.
set local role woonkluis_eigenaar;

create table register.bewaartermijn (
    regel_id text check (regel_id ~ '^WIV-R\.[1-5]_[a-z_]+$'),
    geldig_van date,
    termijn interval not null check (termijn >= interval '0'),
    grondslag text not null check (trim(grondslag) <> ''),
    omschrijving text not null check (trim(omschrijving) <> ''),
    vastgelegd_op timestamptz not null default clock_timestamp(),
    vastgelegd_door text not null default session_user,
    primary key (regel_id, geldig_van)
);
comment on table register.bewaartermijn is
'WIV-R.1 to WIV-R.5: terms; the last one that has begun holds, so a change is another row';
comment on column register.bewaartermijn.regel_id is 'Rule';
comment on column register.bewaartermijn.geldig_van is 'First day on which this term holds';
comment on column register.bewaartermijn.termijn is 'How long';
comment on column register.bewaartermijn.grondslag is 'Why so long: article or decision';
comment on column register.bewaartermijn.omschrijving is 'What it is about, and from when the term counts';
comment on column register.bewaartermijn.vastgelegd_op is 'Moment of writing';
comment on column register.bewaartermijn.vastgelegd_door is 'Who wrote it';

create table register.te_wissen (
    levering_id bigint not null,
    sleutel_soort text not null check (
        sleutel_soort in ('contractnummer', 'hoofdcontractnummer', 'woonmaatschappij_woning_id', 'levering')
    ),
    sleutel text not null,
    regel_id text not null,
    dag date not null,
    primary key (levering_id, sleutel_soort, sleutel)
);
comment on table register.te_wissen is 'WIV-R.1: keys of landed records whose term has passed, until a run has erased all of them';
comment on column register.te_wissen.levering_id is 'Delivery';
comment on column register.te_wissen.sleutel_soort is 'Field of the landed records; levering for all of a delivery';
comment on column register.te_wissen.sleutel is 'Value of that field; empty for all of a delivery';
comment on column register.te_wissen.regel_id is 'Rule by which it goes';
comment on column register.te_wissen.dag is 'Day for which it was planned; only the plan of today is carried out';

create table register.wissing (
    wissing_id bigint generated always as identity primary key,
    gewist_op timestamptz not null default clock_timestamp(),
    regel_id text not null,
    relatie text not null,
    levering_id bigint references register.levering (levering_id),
    aantal bigint not null check (aantal > 0)
);
create index wissing_levering on register.wissing (levering_id, relatie);
comment on table register.wissing is 'WIV-R.1 to WIV-R.5: what the retention erased: rule, relation and count, nothing of whom';
comment on column register.wissing.wissing_id is 'Key in order';
comment on column register.wissing.gewist_op is 'When';
comment on column register.wissing.regel_id is 'Rule';
comment on column register.wissing.relatie is 'Relation, or place in the store';
comment on column register.wissing.levering_id is 'Delivery that the records came with; null where there is none';
comment on column register.wissing.aantal is 'Number of records or files';

create trigger onveranderlijk before update or delete on register.wissing
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on register.wissing
for each statement execute function audit.onveranderlijk();
create trigger onveranderlijk before update or delete on register.bewaartermijn
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on register.bewaartermijn
for each statement execute function audit.onveranderlijk();

create function audit.noteer_bewaren() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, rijen, toelichting)
    select
        case tg_table_name when 'wissing' then 'bewaartermijn.gewist' else 'bewaartermijn.' || lower(tg_op) end,
        rij ->> 'regel_id',
        'cwr',
        coalesce(rij ->> 'relatie', tg_table_schema || '.' || tg_table_name),
        (rij ->> 'aantal')::bigint,
        jsonb_strip_nulls(jsonb_build_object(
            'levering_id', rij -> 'levering_id', 'termijn', rij -> 'termijn', 'geldig_van', rij -> 'geldig_van'
        ))
    from (select to_jsonb(new) as rij) as nieuw;
    return null;
end
$$;
revoke all on function audit.noteer_bewaren() from public;
create trigger noteer_bewaren after insert on register.wissing
for each row execute function audit.noteer_bewaren();
create trigger noteer_bewaren after insert on register.bewaartermijn
for each row execute function audit.noteer_bewaren();

reset role;

insert into register.bewaartermijn (regel_id, geldig_van, termijn, grondslag, omschrijving)
values
(
    'WIV-R.1_huurovereenkomst', '2024-02-01', '10 years', 'protocol artikel 3; VCW21 artikel 6.3/1 par. 4',
    'Lease with all below it, from its end, or from the day on which it was no longer delivered'
),
(
    'WIV-R.1_eigenaar', '2024-02-01', '10 years', 'besluit 0018: eigenaars hebben geen huurovereenkomst, wel een hoofdhuurovereenkomst',
    'Owner of a rented-in dwelling with its head lease, from the end of that, or from the day on which it was no longer delivered'
),
(
    'WIV-R.2_aanslagbiljet', '2024-02-01', '3 years', 'protocol artikel 3, 3.3.1',
    'Age of a tax assessment on the peildatum beyond which it is refused and stored nowhere'
),
(
    'WIV-R.3_vervangen', '2024-02-01', '5 years', 'protocol artikel 3, 3.1.11; besluit 0018',
    'Values that a later message replaced, and members who left a household, from that message'
),
(
    'WIV-R.4_oproep', '2024-02-01', '10 years', 'protocol artikel 6, WIV-6.11',
    'Log of calls, from the call'
),
(
    'WIV-R.5_niet_toegepast', '2024-02-01', '1 year', 'besluit 0018',
    'Landed rows of a message that was rejected or overtaken, from the decision'
),
(
    'WIV-R.5_bericht', '2024-02-01', '1 year', 'besluit 0018',
    'Sealed message, from the decision; at once when anything of it was refused or erased'
),
(
    'WIV-R.5_bevinding', '2024-02-01', '1 year', 'besluit 0018',
    'Delivered values in findings, from the decision; the finding stays'
);
