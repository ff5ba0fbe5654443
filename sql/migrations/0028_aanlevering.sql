-- depends: 0013_verklaring_bij_levering 0022_audit_controle 0025_recht_index
-- WIV-6.1 to WIV-6.10, WIV-8.1: who may deliver through the endpoint, what it may ask, and who is stopped. Calls are events of the audit:
-- docs/decisions/0015-aanlevering.md tells why they have no chain of their own.
do $$
begin
    execute format('grant connect on database %I to woonkluis_api', current_database());
end
$$;

set local role woonkluis_eigenaar;
grant usage on schema register to woonkluis_toegang;
grant usage on schema audit to woonkluis_api;

create table register.partij (
    partij_code text primary key check (partij_code ~ '^[A-Z0-9]{4,12}$'),
    naam text not null unique check (naam ~ '^[^[:cntrl:]]{1,200}$'),
    vastgelegd_op timestamptz not null default clock_timestamp(),
    vastgelegd_door text not null default session_user
);
comment on table register.partij is 'WIV-6.1: who calls the delivery endpoint: a woonmaatschappij or a dienstenintegrator';
comment on column register.partij.partij_code is 'KBO number, or the code of a party that has none';
comment on column register.partij.naam is 'Name of the organisation';
comment on column register.partij.vastgelegd_op is 'Moment of writing';
comment on column register.partij.vastgelegd_door is 'Who wrote it';

-- WIV-6.3: the key is the DN, so no two parties ever share one; what is withdrawn is not given to another either.
create table register.partij_certificaat (
    dn text primary key check (dn ~ '^[^[:cntrl:]]+$' and length(dn) between 3 and 500),
    partij_code text not null references register.partij (partij_code),
    toepassing text not null check (toepassing ~ '^[A-Za-z0-9_.:@ /-]{1,64}$'),
    vastgelegd_op timestamptz not null default clock_timestamp(),
    vastgelegd_door text not null default session_user,
    ingetrokken_op timestamptz,
    ingetrokken_door text,
    check ((ingetrokken_op is null) = (ingetrokken_door is null))
);
create index partij_certificaat_partij on register.partij_certificaat (partij_code);
comment on table register.partij_certificaat is
'WIV-6.3, WIV-6.6: subject of a client certificate, unique per party; a renewed certificate keeps it';
comment on column register.partij_certificaat.dn is 'Subject DN as RFC 4514 writes it';
comment on column register.partij_certificaat.partij_code is 'Party';
comment on column register.partij_certificaat.toepassing is 'WIV-6.10: application of the party that holds the key';
comment on column register.partij_certificaat.vastgelegd_op is 'Moment of writing';
comment on column register.partij_certificaat.vastgelegd_door is 'Who wrote it';
comment on column register.partij_certificaat.ingetrokken_op is 'Moment from which it opens nothing, for ever; null while it stands';
comment on column register.partij_certificaat.ingetrokken_door is 'Who withdrew it; null while it stands';

create table register.partij_dienst (
    partij_code text references register.partij (partij_code),
    dienst text check (dienst in ('levering.toevoegen', 'levering.status')),
    bronhouder_code text check (bronhouder_code ~ '^[A-Z0-9]{4,12}$'),
    vastgelegd_op timestamptz not null default clock_timestamp(),
    vastgelegd_door text not null default session_user,
    beeindigd_op timestamptz,
    primary key (partij_code, dienst, bronhouder_code)
);
comment on table register.partij_dienst is 'WIV-6.6: services that a party may call, for which woonmaatschappij';
comment on column register.partij_dienst.partij_code is 'Party';
comment on column register.partij_dienst.dienst is 'levering.toevoegen or levering.status';
comment on column register.partij_dienst.bronhouder_code is 'Woonmaatschappij for which it calls: itself, or another for an integrator';
comment on column register.partij_dienst.vastgelegd_op is 'Moment of writing';
comment on column register.partij_dienst.vastgelegd_door is 'Who wrote it';
comment on column register.partij_dienst.beeindigd_op is 'Moment from which it may not any more; null while it may';

create table register.partij_gebruiker (
    partij_code text references register.partij (partij_code),
    gebruiker text check (gebruiker ~ '^[A-Za-z0-9_.@:-]{1,64}$'),
    vastgelegd_op timestamptz not null default clock_timestamp(),
    vastgelegd_door text not null default session_user,
    beeindigd_op timestamptz,
    primary key (partij_code, gebruiker)
);
comment on table register.partij_gebruiker is 'WIV-6.7: persons for whom an application of a party may call';
comment on column register.partij_gebruiker.partij_code is 'Party';
comment on column register.partij_gebruiker.gebruiker is 'Identification of the person at the party: a staff number, never an INSZ';
comment on column register.partij_gebruiker.vastgelegd_op is 'Moment of writing';
comment on column register.partij_gebruiker.vastgelegd_door is 'Who wrote it';
comment on column register.partij_gebruiker.beeindigd_op is 'Moment from which it may not any more; null while it may';

create table register.stopzetting (
    stopzetting_id bigint generated always as identity primary key,
    regime text not null default 'cwr' check (regime in ('lmvw', 'cwr')),
    bronhouder_code text not null check (bronhouder_code ~ '^[A-Z0-9]{4,12}$'),
    reden text not null check (reden ~ '^[^[:cntrl:]]+$' and length(reden) <= 500),
    gestopt_op timestamptz not null default clock_timestamp(),
    gestopt_door text not null default session_user,
    hervat_op timestamptz,
    hervat_door text,
    hervat_reden text check (hervat_reden ~ '^[^[:cntrl:]]+$' and length(hervat_reden) <= 500),
    check ((hervat_op is null) = (hervat_reden is null) and (hervat_op is null) = (hervat_door is null))
);
create unique index stopzetting_een on register.stopzetting (regime, bronhouder_code) where hervat_op is null;
comment on table register.stopzetting is
'WIV-8.1: bronhouders that were stopped by simple notice: no intake, no processing; what there is stays';
comment on column register.stopzetting.stopzetting_id is 'Key in order of notice';
comment on column register.stopzetting.regime is 'lmvw or cwr';
comment on column register.stopzetting.bronhouder_code is 'Woonmaatschappij';
comment on column register.stopzetting.reden is 'Notice: who gave it and why';
comment on column register.stopzetting.gestopt_op is 'Moment from which nothing is taken or processed';
comment on column register.stopzetting.gestopt_door is 'Who recorded the notice';
comment on column register.stopzetting.hervat_op is 'Moment from which work goes on where it was; null while it is stopped';
comment on column register.stopzetting.hervat_door is 'Who resumed it; null while it is stopped';
comment on column register.stopzetting.hervat_reden is 'Why it was resumed; null while it is stopped';

create table register.ontvangstbewijs (
    levering_id bigint references register.levering (levering_id),
    partij_code text references register.partij (partij_code),
    ontvangen_op timestamptz not null default clock_timestamp(),
    primary key (levering_id, partij_code)
);
comment on table register.ontvangstbewijs is 'WIV-6.9: which party got a receipt of which delivery; only that party asks for its status';
comment on column register.ontvangstbewijs.levering_id is 'Delivery';
comment on column register.ontvangstbewijs.partij_code is 'Party';
comment on column register.ontvangstbewijs.ontvangen_op is 'Moment on the receipt';

create table register.bericht_gezien (
    sleutel text primary key check (sleutel ~ '^[0-9a-f]{64}$'),
    vervalt_op timestamptz not null
);
create index bericht_gezien_vervalt on register.bericht_gezien (vervalt_op);
comment on table register.bericht_gezien is 'WIV-6.8: what was signed and used, until its timestamp expires: a message is accepted once';
comment on column register.bericht_gezien.sleutel is 'SHA-256 over the certificate and what was signed';
comment on column register.bericht_gezien.vervalt_op is 'From when its own timestamp refuses it';

create policy eigenaar on register.partij to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.stopzetting to woonkluis_eigenaar using (true) with check (true);

-- WIV-8.1: whatever runs when the notice comes, its transaction does not get through. What was decided earlier stays and may be withdrawn.
create function register.bewaak_stopzetting() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if (tg_op = 'INSERT' or (new.status is distinct from old.status and new.status not in ('vervangen', 'ingetrokken')))
        and exists (
            select from register.stopzetting as s
            where s.regime = new.regime and s.bronhouder_code = new.bronhouder_code and s.hervat_op is null
        ) then
        raise exception 'bronhouder % is stopped (WIV-8.1)', new.bronhouder_code
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;
create trigger bewaak_stopzetting before insert or update on register.levering
for each row execute function register.bewaak_stopzetting();

-- A notice is written once, and ended once.
create function register.bewaak_notificatie() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if old.hervat_op is not null
        or (new.regime, new.bronhouder_code, new.reden, new.gestopt_op, new.gestopt_door)
        is distinct from (old.regime, old.bronhouder_code, old.reden, old.gestopt_op, old.gestopt_door) then
        raise exception 'a notice does not change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger bewaak_notificatie before update on register.stopzetting
for each row execute function register.bewaak_notificatie();

-- What is withdrawn stays withdrawn, and a DN never goes to another party.
create function register.bewaak_certificaat() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if old.ingetrokken_op is not null
        or (new.dn, new.partij_code, new.toepassing) is distinct from (old.dn, old.partij_code, old.toepassing) then
        raise exception 'a certificate is withdrawn, nothing else' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger bewaak_certificaat before update on register.partij_certificaat
for each row execute function register.bewaak_certificaat();

create function audit.noteer_partij() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
    select
        tg_table_name || '.' || lower(tg_op),
        coalesce(rij ->> 'partij_code', rij ->> 'bronhouder_code'),
        coalesce(rij ->> 'regime', 'cwr'),
        tg_table_schema || '.' || tg_table_name,
        -- Not the notice itself: it is written by hand.
        jsonb_strip_nulls(rij - array['naam', 'reden', 'hervat_reden'])
    from (select to_jsonb(new) as rij) as nieuw;
    return null;
end
$$;
do $$
declare
    tabel text;
begin
    foreach tabel in array array['partij', 'partij_certificaat', 'partij_dienst', 'partij_gebruiker', 'stopzetting']
    loop
        execute format(
            'create trigger noteer_%s after insert or update on register.%I for each row execute function audit.noteer_partij()',
            tabel, tabel
        );
    end loop;
end
$$;

revoke all on function
register.bewaak_stopzetting(), register.bewaak_notificatie(), register.bewaak_certificaat(), audit.noteer_partij()
from public;

reset role;
