-- depends: 0035_afzonderen
-- WIV-R.5, WIV-8.1: messages on which nobody decided have a term too. docs/decisions/0018-historie.md
set local role woonkluis_eigenaar;

comment on column register.te_wissen.sleutel is
'Value of that field, of a head lease with its woning before it; empty for all of a delivery';
comment on column cwr_kluis.persoon_sleutel.bron_sleutel is
'Of who has no INSZ: sender, contract (of an owner with its woning) and place in it; the same person with an INSZ later is another row';

-- What was read and never checked can be rejected too, when its term has passed.
create or replace function register.bewaak_levering() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        if new.status <> 'ontvangen' then
            raise exception 'a levering begins as ontvangen, not as %', new.status using errcode = 'check_violation';
        end if;
    elsif new.status is distinct from old.status and (old.status, new.status) not in (
        ('ontvangen', 'gelezen'), ('ontvangen', 'afgekeurd'), ('gelezen', 'gecontroleerd'), ('gelezen', 'afgekeurd'),
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
    if tg_op = 'UPDATE' and new.status = 'afgekeurd' and old.status = 'gelezen' then
        if old.levering_id not in (select o.levering_id from register.onbeslist(current_date) as o) then
            raise exception 'levering %: status gelezen cannot become afgekeurd before its term', old.levering_id
                using errcode = 'check_violation';
        end if;
    end if;
    return new;
end
$$;

-- A stop holds everything, except the end of what waited for a decision longer than it may be kept.
create or replace function register.bewaak_stopzetting() returns trigger
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
        if tg_op = 'UPDATE' and new.status = 'afgekeurd' then
            if new.levering_id in (select o.levering_id from register.onbeslist(current_date) as o) then
                return new;
            end if;
        end if;
        raise exception 'bronhouder % is stopped (WIV-8.1)', new.bronhouder_code
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;

reset role;

insert into register.bewaartermijn (regel_id, geldig_van, termijn, grondslag, omschrijving)
values
(
    'WIV-R.5_onbeslist', '2024-02-01', '1 year', 'besluit 0018; even lang als een bericht dat niet werd toegepast',
    'Landed rows and sealed file of a message on which nobody decided, from its receipt, or the end of a stop since'
),
(
    'WIV-R.5_stopgezet', '2024-02-01', '1 year', 'besluit 0018; protocol artikel 8',
    'The same of a woonmaatschappij that is stopped, from its receipt or from the notice when that came later'
);
