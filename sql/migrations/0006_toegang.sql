-- depends: 0003_nieuwe_relaties
set local role woonkluis_eigenaar;

create table toegang.recht (
    recht_id uuid primary key default gen_random_uuid(),
    -- regrole: a dropped login leaves no right behind that a new login of the same name would inherit.
    login_rol regrole not null,
    regime text not null check (regime in ('lmvw', 'cwr')),
    gebied_soort text not null check (gebied_soort in ('gemeente', 'provincie', 'nederland', 'woonmaatschappij')),
    gebied_code text not null,
    -- A mistyped code would be a right to nothing, without a word.
    check (
        case gebied_soort
            when 'gemeente' then regime = 'lmvw' and gebied_code ~ '^GM[0-9]{4}$'
            when 'provincie' then regime = 'lmvw' and gebied_code ~ '^PV[0-9]{2}$'
            when 'nederland' then regime = 'lmvw' and gebied_code = 'NL'
            when 'woonmaatschappij' then regime = 'cwr' and gebied_code ~ '^[0-9]{10}$'
        end
    ),
    datatype text not null default 'polygonen' check (datatype in ('polygonen', 'kenmerken')),
    studie_id uuid,
    besluit_id uuid,
    verklaring_id uuid,
    geldig_van timestamptz not null default clock_timestamp(),
    -- Equal is allowed: so a right that has not begun can be withdrawn.
    geldig_tot timestamptz check (geldig_tot >= geldig_van),
    toegekend_door text not null default session_user
);
create index recht_login on toegang.recht (login_rol, regime, gebied_soort);
create unique index recht_eenmaal on toegang.recht
(login_rol, regime, gebied_soort, gebied_code, datatype, studie_id) nulls not distinct
where geldig_tot is null;

comment on table toegang.recht is 'LMVW-12 to LMVW-15, WIV-4.10: who may see which area; a change counts from the next query';
comment on column toegang.recht.recht_id is 'Key without order';
comment on column toegang.recht.login_rol is 'Login that has the right';
comment on column toegang.recht.regime is 'lmvw or cwr';
comment on column toegang.recht.gebied_soort is 'gemeente, provincie, nederland or woonmaatschappij';
comment on column toegang.recht.gebied_code is 'GM0150, PV23, NL or a KBO number';
comment on column toegang.recht.datatype is 'LMVW-GV-C2: polygonen (all) or kenmerken (no location finer than gemeente)';
comment on column toegang.recht.studie_id is 'LMVW-15a: study for which a researcher has the right';
comment on column toegang.recht.besluit_id is 'LMVW-13b: decision that grants it';
comment on column toegang.recht.verklaring_id is 'LMVW-15a: signed geheimhoudingsverklaring';
comment on column toegang.recht.geldig_van is 'Start';
comment on column toegang.recht.geldig_tot is 'End; null while it lasts';
comment on column toegang.recht.toegekend_door is 'Login that wrote the row';

-- A right of a group role would be a right of everybody in it. A right that has ended stays ended, and none ends in the past: who
-- could see what, and when, would otherwise change afterwards (LMVW-4a).
create function toegang.bewaak_recht() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from pg_roles where oid = new.login_rol and rolcanlogin and not rolsuper) then
        raise exception 'a right belongs to a login of a person, study or tool, not to %', new.login_rol
            using errcode = 'check_violation';
    end if;
    if tg_op = 'UPDATE' and new.geldig_tot is distinct from old.geldig_tot then
        if old.geldig_tot <= clock_timestamp() then
            raise exception 'a right that has ended stays ended: grant a new one' using errcode = 'check_violation';
        elsif new.geldig_tot < transaction_timestamp() and new.geldig_tot <> old.geldig_van then
            raise exception 'a right does not end in the past' using errcode = 'check_violation';
        end if;
    end if;
    return new;
end
$$;
create trigger bewaak_recht before insert or update of login_rol, geldig_tot on toegang.recht
for each row execute function toegang.bewaak_recht();

reset role;
