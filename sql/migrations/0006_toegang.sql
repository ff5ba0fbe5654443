-- depends: 0003_nieuwe_relaties
set local role woonkluis_eigenaar;

create table toegang.recht (
    recht_id uuid primary key default gen_random_uuid(),
    -- regrole: a dropped login leaves no right behind that a new login of the same name would inherit.
    login_rol regrole not null,
    regime text not null check (regime in ('lmvw', 'cwr')),
    gebied_soort text not null check (gebied_soort in ('gemeente', 'provincie', 'nederland', 'woonmaatschappij')),
    gebied_code text not null,
    datatype text not null default 'polygonen' check (datatype in ('polygonen', 'kenmerken')),
    studie_id uuid,
    besluit_id uuid,
    verklaring_id uuid,
    geldig_van timestamptz not null default clock_timestamp(),
    geldig_tot timestamptz check (geldig_tot > geldig_van),
    toegekend_door text not null default session_user
);
create index recht_login on toegang.recht (login_rol, regime, gebied_soort);

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

reset role;
