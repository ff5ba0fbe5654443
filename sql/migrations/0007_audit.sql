-- depends: 0005_landing 0006_toegang
set local role woonkluis_eigenaar;

create table audit.gebeurtenis (
    gebeurtenis_id bigint generated always as identity primary key,
    moment timestamptz not null default clock_timestamp(),
    login name not null default session_user,
    soort text not null,
    onderwerp text not null,
    toelichting jsonb not null default '{}'
);
comment on table audit.gebeurtenis is 'LMVW-4a, WIV-6.9: what happened, by which login; added to by triggers, changed by nobody';
comment on column audit.gebeurtenis.gebeurtenis_id is 'Order of arrival';
comment on column audit.gebeurtenis.moment is 'When';
comment on column audit.gebeurtenis.login is 'Login that did it';
comment on column audit.gebeurtenis.soort is 'Kind of event, such as levering.status or recht.toegekend';
comment on column audit.gebeurtenis.onderwerp is 'Id of the subject';
comment on column audit.gebeurtenis.toelichting is 'Ids, codes and counts; never contents of a plan or person';

create function audit.onveranderlijk() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '%.% only grows', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger onveranderlijk before update or delete on audit.gebeurtenis
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on audit.gebeurtenis
for each statement execute function audit.onveranderlijk();

-- Definer functions, because nobody may write the audit directly.
create function audit.noteer_levering() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' or new.status is distinct from old.status then
        insert into audit.gebeurtenis (soort, onderwerp, toelichting)
        values ('levering.status', new.levering_id::text, jsonb_build_object('regime', new.regime, 'status', new.status));
    end if;
    return null;
end
$$;
create trigger noteer_levering after insert or update on register.levering
for each row execute function audit.noteer_levering();

create function audit.noteer_recht() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.gebeurtenis (soort, onderwerp, toelichting)
    values (
        'recht.' || lower(tg_op),
        coalesce(new.recht_id, old.recht_id)::text,
        jsonb_build_object('oud', to_jsonb(old), 'nieuw', to_jsonb(new))
    );
    return null;
end
$$;
create trigger noteer_recht after insert or update or delete on toegang.recht
for each row execute function audit.noteer_recht();

revoke all on function audit.noteer_levering(), audit.noteer_recht(), audit.onveranderlijk() from public;

reset role;
