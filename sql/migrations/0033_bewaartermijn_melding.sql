-- depends: 0030_kluis 0031_bewaartermijn 0032_melding_dienst
-- WIV-R.1, WIV-R.5: terms of notices and letters (docs/decisions/0018-historie.md). A notice stays as evidence of what was found, told and
-- answered; the keys of its records and the words about it go.
set local role woonkluis_eigenaar;

alter table register.melding_bericht add column brief_gewist_op timestamptz check (brief_gewist_op >= verzonden_op);
comment on column register.melding_bericht.brief_gewist_op is 'WIV-R.5: when the file of that letter was erased; null until then';

-- What happened to a notice never changes; only words may go, and only when their term has passed.
create function register.bewaak_melding_woorden() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'UPDATE'
        and new.toelichting = '(gewist)'
        and (to_jsonb(new) - 'toelichting') = (to_jsonb(old) - 'toelichting')
        and exists (
            select from register.melding_stap as einde
            where
                einde.melding_id = old.melding_id
                and einde.toestand = 'afgesloten'
                and einde.moment + register.termijn('WIV-R.1_melding', current_date) <= current_date
        ) then
        return new;
    end if;
    raise exception 'what happened to a notice does not change' using errcode = 'insufficient_privilege';
end
$$;
revoke all on function register.bewaak_melding_woorden() from public;
drop trigger onveranderlijk on register.melding_stap;
create trigger onveranderlijk before update or delete on register.melding_stap
for each row execute function register.bewaak_melding_woorden();

reset role;

insert into register.bewaartermijn (regel_id, geldig_van, termijn, grondslag, omschrijving)
values
(
    'WIV-R.1_melding', '2024-02-01', '10 years', 'besluit 0018; even lang als de gebeurtenissen ervan (WIV-R.4)',
    'Keys of records in a notice and words about it, from its closing; the notice stays, without them'
),
(
    'WIV-R.5_brief', '2024-02-01', '1 year', 'besluit 0018',
    'File of a letter on notices, from its sending'
);
