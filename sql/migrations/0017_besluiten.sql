-- depends: 0013_verklaring_bij_levering 0011_afspraken
set local role woonkluis_eigenaar;

-- LMVW-17: who withdrew a decision, and why, is as much a part of it as who took it.
alter table register.besluit
add column aanvraag text check (trim(aanvraag) <> ''),
add column ingetrokken_door text,
add column ingetrokken_reden text check (trim(ingetrokken_reden) <> '');
update register.besluit set
    ingetrokken_door = 'onbekend',
    ingetrokken_reden = 'niet vastgelegd'
where ingetrokken_op is not null;
alter table register.besluit
add constraint besluit_ingetrokken check (
    (ingetrokken_op is null) = (ingetrokken_door is null) and (ingetrokken_op is null) = (ingetrokken_reden is null)
),
-- LMVW-17b: a gemeente decides about itself only.
add constraint besluit_eigen_gebied check (orgaan <> 'gemeente' or gebied_soort = 'gemeente');
-- An answer that is recorded again is the same decision; another answer to the same question takes its place.
create unique index besluit_aanvraag on register.besluit (aanvraag) where ingetrokken_op is null;
comment on column register.besluit.aanvraag is 'Question that it answers; null for one that was not asked in Airflow';
comment on column register.besluit.ingetrokken_door is 'Who withdrew it; null while it stands';
comment on column register.besluit.ingetrokken_reden is 'Why it was withdrawn; null while it stands';

create or replace function register.bewaak_besluit() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    intrekking text[] := array['ingetrokken_op', 'ingetrokken_door', 'ingetrokken_reden'];
begin
    if tg_op = 'DELETE'
        or old.ingetrokken_op is not null
        or (to_jsonb(new) - intrekking) is distinct from (to_jsonb(old) - intrekking) then
        raise exception 'besluit %: a decision stands as it was taken; withdraw it and take another', old.besluit_id
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;

-- A file that was rejected may come again unchanged once a decision allows what was wrong with it (LMVW-9, LMVW-17).
alter table register.levering drop constraint levering_eenmaal;
create unique index levering_eenmaal
on register.levering (regime, bronhouder_code, peildatum, bestand_sha256, verklaring_sha256)
nulls not distinct
where status <> 'afgekeurd';

reset role;
