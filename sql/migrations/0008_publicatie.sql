-- depends: 0007_audit
-- A publicatie is a frozen copy of what may be public; the public layer is built from the approved one only.
set local role woonkluis_eigenaar;

create table register.publicatie (
    publicatie_id uuid primary key default gen_random_uuid(),
    regime text not null check (regime in ('lmvw', 'cwr')),
    versie integer not null,
    inhoud_sha256 text not null,
    status text not null check (status in ('kandidaat', 'goedgekeurd', 'vervallen')),
    aangemaakt_op timestamptz not null default clock_timestamp(),
    goedgekeurd_op timestamptz,
    goedgekeurd_door text,
    unique (regime, versie)
);
create unique index publicatie_een_goedgekeurd on register.publicatie (regime) where status = 'goedgekeurd';

comment on table register.publicatie is 'LMVW-4c, LMVW-13d: versions of what is public';
comment on column register.publicatie.publicatie_id is 'Key without order';
comment on column register.publicatie.regime is 'lmvw or cwr';
comment on column register.publicatie.versie is 'Version within the regime, from 1';
comment on column register.publicatie.inhoud_sha256 is 'SHA-256 over the frozen rows: the same content is not published twice';
comment on column register.publicatie.status is 'kandidaat, goedgekeurd (shown) or vervallen (followed by a later one)';
comment on column register.publicatie.aangemaakt_op is 'Moment of freezing';
comment on column register.publicatie.goedgekeurd_op is 'Moment of approval';
comment on column register.publicatie.goedgekeurd_door is 'Person or rule that approved';

create table register.publicatie_levering (
    publicatie_id uuid references register.publicatie (publicatie_id),
    levering_id bigint references register.levering (levering_id),
    primary key (publicatie_id, levering_id)
);
comment on table register.publicatie_levering is 'LMVW-4c: deliveries behind a publicatie';
comment on column register.publicatie_levering.publicatie_id is 'Publicatie';
comment on column register.publicatie_levering.levering_id is 'Delivery';

-- A publicatie is filled while it is a kandidaat; what was approved never changes, it is followed by a later one.
create function register.bewaak_publicatie() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        if new.status <> 'kandidaat' then
            raise exception 'a publicatie begins as kandidaat, not as %', new.status using errcode = 'check_violation';
        end if;
    elsif new.status is distinct from old.status and (old.status, new.status) not in (
        ('kandidaat', 'goedgekeurd'), ('kandidaat', 'vervallen'), ('goedgekeurd', 'vervallen')
    ) then
        raise exception 'publicatie %: status % cannot become %', old.publicatie_id, old.status, new.status
            using errcode = 'check_violation';
    elsif (new.publicatie_id, new.regime, new.versie, new.inhoud_sha256, new.aangemaakt_op)
        is distinct from
        (old.publicatie_id, old.regime, old.versie, old.inhoud_sha256, old.aangemaakt_op) then
        raise exception 'publicatie %: what was frozen does not change', old.publicatie_id using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger bewaak_publicatie before insert or update on register.publicatie
for each row execute function register.bewaak_publicatie();

create function register.alleen_kandidaat() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (
        select
        from nieuw
        left join register.publicatie on nieuw.publicatie_id = publicatie.publicatie_id and publicatie.status = 'kandidaat'
        where publicatie.publicatie_id is null
    ) then
        raise exception '%.% takes rows of a kandidaat only', tg_table_schema, tg_table_name
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;
create trigger alleen_kandidaat after insert on register.publicatie_levering
referencing new table as nieuw
for each statement execute function register.alleen_kandidaat();

create function audit.noteer_publicatie() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' or new.status is distinct from old.status then
        insert into audit.gebeurtenis (soort, onderwerp, toelichting)
        values (
            'publicatie.status',
            new.publicatie_id::text,
            jsonb_build_object(
                'regime', new.regime, 'versie', new.versie, 'status', new.status, 'goedgekeurd_door', new.goedgekeurd_door
            )
        );
    end if;
    return null;
end
$$;
create trigger noteer_publicatie after insert or update on register.publicatie
for each row execute function audit.noteer_publicatie();

revoke all on function register.bewaak_publicatie(), register.alleen_kandidaat(), audit.noteer_publicatie() from public;

create table lmvw_geaggregeerd.publicatie_woningbouwplan (
    publicatie_id uuid not null references register.publicatie (publicatie_id),
    plan_id uuid not null,
    bron_plan_id text not null,
    levering_id bigint not null,
    gemeente_code text not null,
    provincie_code text not null,
    peildatum date not null,
    plannaam text,
    vertrouwelijk boolean not null check (not vertrouwelijk),
    status_planologisch text,
    hard_zacht text not null,
    projectfase text,
    plantype text,
    opdrachtgever_type text,
    woonplaats text,
    oplevering_eerste integer,
    oplevering_laatste integer,
    bruto_aantal integer,
    sloop_aantal integer,
    netto_aantal integer,
    geometrie public.geometry (multipolygon, 28992),
    primary key (publicatie_id, plan_id)
);
create table lmvw_geaggregeerd.publicatie_woningbouwplan_jaar (
    publicatie_id uuid not null references register.publicatie (publicatie_id),
    plan_id uuid not null,
    levering_id bigint not null,
    gemeente_code text not null,
    provincie_code text not null,
    jaar integer,
    woningtype text not null,
    prijsklasse text not null,
    bouw_aantal integer not null,
    sloop_aantal integer not null,
    unique nulls not distinct (publicatie_id, plan_id, jaar, woningtype, prijsklasse)
);
create table lmvw_geaggregeerd.publicatie_gemeente_vertrouwelijk (
    publicatie_id uuid not null references register.publicatie (publicatie_id),
    gemeente_code text not null,
    kenmerk text not null,
    waarde_code text not null,
    bruto_aantal integer,
    sloop_aantal integer,
    netto_aantal integer,
    status text not null,
    primary key (publicatie_id, gemeente_code, kenmerk, waarde_code)
);
create table cwr_geaggregeerd.publicatie_woningen_per_gemeente (
    publicatie_id uuid not null references register.publicatie (publicatie_id),
    nis_code text not null,
    gemeente_naam text not null,
    woningen_aantal integer,
    verhuurd_aantal integer,
    status text not null,
    primary key (publicatie_id, nis_code)
);

do $$
declare
    relatie regclass;
    kolom record;
begin
    foreach relatie in array array[
        'lmvw_geaggregeerd.publicatie_woningbouwplan', 'lmvw_geaggregeerd.publicatie_woningbouwplan_jaar',
        'lmvw_geaggregeerd.publicatie_gemeente_vertrouwelijk', 'cwr_geaggregeerd.publicatie_woningen_per_gemeente'
    ]::regclass[]
    loop
        execute format(
            'comment on table %s is ''LMVW-13d, WIV-2.2: frozen rows of a publicatie; columns as in the public relation of that name''',
            relatie
        );
        execute format(
            'create trigger onveranderlijk before update or delete on %s for each row execute function audit.onveranderlijk()', relatie
        );
        execute format(
            'create trigger onveranderlijk_truncate before truncate on %s '
            'for each statement execute function audit.onveranderlijk()', relatie
        );
        execute format(
            'create trigger alleen_kandidaat after insert on %s referencing new table as nieuw '
            'for each statement execute function register.alleen_kandidaat()', relatie
        );
        for kolom in select attname from pg_attribute where attrelid = relatie and attnum > 0
        loop
            execute format('comment on column %s.%I is ''As in the public relation''', relatie, kolom.attname);
        end loop;
    end loop;
end
$$;

reset role;
