-- depends: 0003_nieuwe_relaties
-- The register of deliveries is the truth and the work list: an event only wakes somebody who then reads it.
set local role woonkluis_eigenaar;

create table register.levering (
    levering_id bigint generated always as identity primary key,
    regime text not null check (regime in ('lmvw', 'cwr')),
    bronhouder_code text not null check (bronhouder_code ~ '^[A-Z0-9]{4,12}$'),
    provincie_code text,
    contract text not null,
    peildatum date not null,
    bestand_sha256 text not null check (bestand_sha256 ~ '^[0-9a-f]{64}$'),
    bestand_naam text not null,
    bestand_bytes bigint not null check (bestand_bytes >= 0),
    status text not null default 'ontvangen' check (
        status in ('ontvangen', 'gelezen', 'gecontroleerd', 'geaccepteerd', 'afgekeurd', 'vervangen', 'ingetrokken')
    ),
    rijen jsonb not null default '{}',
    vervangen_door bigint references register.levering (levering_id),
    aangeleverd_door text not null default session_user,
    ontvangen_op timestamptz not null default clock_timestamp(),
    gelezen_op timestamptz,
    gecontroleerd_op timestamptz,
    besloten_op timestamptz,
    unique (regime, bronhouder_code, peildatum, bestand_sha256)
);
-- At most one accepted delivery per bronhouder and peildatum, whatever runs at the same time.
create unique index levering_een_geaccepteerd on register.levering (regime, bronhouder_code, peildatum)
where status = 'geaccepteerd';
create index levering_werkvoorraad on register.levering (regime, levering_id)
where status in ('ontvangen', 'gelezen', 'gecontroleerd');

comment on table register.levering is 'LMVW-5, LMVW-7, WIV-0.3: every delivery with its status; the work list of the whole system';
comment on column register.levering.levering_id is 'Key of the delivery';
comment on column register.levering.regime is 'lmvw (Netherlands) or cwr (Flanders)';
comment on column register.levering.bronhouder_code is 'Who delivers: CBS gemeentecode (GM0193) or KBO number of the woonmaatschappij';
comment on column register.levering.provincie_code is 'lmvw: provincie of the gemeente (PV23); null when the gemeente is unknown';
comment on column register.levering.contract is 'Contract by which the file is read';
comment on column register.levering.peildatum is 'LMVW-10: reference date of the figures';
comment on column register.levering.bestand_sha256 is 'SHA-256 of the bytes, also their name in the store';
comment on column register.levering.bestand_naam is 'Name under which the file was delivered';
comment on column register.levering.bestand_bytes is 'Size in bytes';
comment on column register.levering.status is 'ontvangen, gelezen, gecontroleerd, geaccepteerd, afgekeurd, vervangen or ingetrokken';
comment on column register.levering.rijen is 'Number of landed rows per laag';
comment on column register.levering.vervangen_door is 'LMVW-4d: the corrected delivery that took the place of this one';
comment on column register.levering.aangeleverd_door is 'Login or person that handed the file over';
comment on column register.levering.ontvangen_op is 'Moment the bytes were stored';
comment on column register.levering.gelezen_op is 'Moment the rows were landed';
comment on column register.levering.gecontroleerd_op is 'Moment the rules had run';
comment on column register.levering.besloten_op is 'Moment of acceptance or rejection';

create table register.bevinding (
    bevinding_id uuid primary key default gen_random_uuid(),
    levering_id bigint not null references register.levering (levering_id),
    regel_id text not null,
    ernst text not null check (ernst in ('blokkerend', 'waarschuwing', 'info')),
    artikel text not null,
    laag text,
    rij bigint,
    kolom text,
    waarde text,
    melding text not null
);
create index bevinding_levering on register.bevinding (levering_id, ernst);

comment on table register.bevinding is 'LMVW-4d, WIV-7.1: findings per delivery, readable by its bronhouder and supervisors';
comment on column register.bevinding.bevinding_id is 'Key without order';
comment on column register.bevinding.levering_id is 'Delivery in which it was found';
comment on column register.bevinding.regel_id is 'Rule: file in sql/rules, or LEES-* for the reader';
comment on column register.bevinding.ernst is 'blokkerend rejects the delivery; waarschuwing and info do not';
comment on column register.bevinding.artikel is 'Article of the protocol or basisset that asks for it';
comment on column register.bevinding.laag is 'Layer, sheet or record type in the file';
comment on column register.bevinding.rij is 'Row in the source: fid, sheet row or sequence number of the record';
comment on column register.bevinding.kolom is 'Column or element';
comment on column register.bevinding.waarde is 'Offending value as delivered; may be confidential';
comment on column register.bevinding.melding is 'What is wrong and what to do, in Dutch';

-- A status only moves forward, and each move leaves a line in the audit: see 0007_audit.
create function register.bewaak_levering() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        if new.status <> 'ontvangen' then
            raise exception 'a levering begins as ontvangen, not as %', new.status using errcode = 'check_violation';
        end if;
    elsif new.status is distinct from old.status and (old.status, new.status) not in (
        ('ontvangen', 'gelezen'), ('ontvangen', 'afgekeurd'), ('gelezen', 'gecontroleerd'),
        ('gecontroleerd', 'geaccepteerd'), ('gecontroleerd', 'afgekeurd'), ('gecontroleerd', 'vervangen'),
        ('geaccepteerd', 'vervangen'), ('geaccepteerd', 'ingetrokken')
    ) then
        raise exception 'levering %: status % cannot become %', old.levering_id, old.status, new.status
            using errcode = 'check_violation';
    elsif (new.levering_id, new.regime, new.bronhouder_code, new.contract, new.peildatum, new.bestand_sha256)
        is distinct from
        (old.levering_id, old.regime, old.bronhouder_code, old.contract, old.peildatum, old.bestand_sha256) then
        raise exception 'levering %: what was delivered does not change', old.levering_id using errcode = 'check_violation';
    elsif old.besloten_op is not null and (new.rijen, new.besloten_op) is distinct from (old.rijen, old.besloten_op) then
        raise exception 'levering %: what was decided does not change', old.levering_id using errcode = 'check_violation';
    elsif new.vervangen_door is distinct from old.vervangen_door and (new.status = old.status or new.status <> 'vervangen') then
        raise exception 'levering %: a successor comes with the status vervangen', old.levering_id using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_levering before insert or update on register.levering
for each row execute function register.bewaak_levering();

reset role;
