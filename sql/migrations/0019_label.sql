-- depends: 0011_afspraken
-- LMVW-5d, LMVW-5e: a label that finds no plan protects nothing, so it finds its plan however the id is written, or is refused.
set local role woonkluis_eigenaar;

-- The key in the layers stays what it is (plan_sleutel in dbt): history hangs on it. Only this comparison is more generous. Within a name,
-- which is the key where a source has none, a space still tells two plans apart.
create function register.label_sleutel(globalid text) returns text
language sql
immutable
parallel safe
return case
    when translate(lower(globalid), e'{}- \t\n\x0b\f\r\u00a0\u2007\u200b\u200c\u200d\u202f\u2060\ufeff', '') ~ '^[0-9a-f]{32}$'
        then translate(lower(globalid), e'{}- \t\n\x0b\f\r\u00a0\u2007\u200b\u200c\u200d\u202f\u2060\ufeff', '')
    else btrim(regexp_replace(lower(globalid), '[\s\u00a0\u2007\u200b-\u200d\u202f\u2060\ufeff]+', ' ', 'g'), '{} ')
end;
comment on function register.label_sleutel(text) is
'LMVW-5d: one key for every spelling of a GlobalID: white space, braces, capitals, and a GUID with or without dashes';
revoke all on function register.label_sleutel(text) from public;
grant execute on function register.label_sleutel(text)
to lmvw_gemeente, lmvw_provincie, lmvw_beheer, woonkluis_lader, woonkluis_bouwer;

create or replace function register.bewaak_label() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    vorige register.label;
begin
    select * into vorige
    from register.label as eerder
    where
        eerder.gemeente_code = new.gemeente_code
        and register.label_sleutel(eerder.bron_plan_id) = register.label_sleutel(new.bron_plan_id)
        and eerder.label = new.label
    order by eerder.vastgelegd_op desc
    limit 1;

    if new.gebeurtenis is distinct from 'gelegd' and vorige.gebeurtenis is distinct from 'gelegd' then
        raise exception 'only a label that is gelegd can be opgeheven' using errcode = 'check_violation';
    end if;
    if new.gebeurtenis = 'gelegd' and vorige.gebeurtenis = 'gelegd' then
        if vorige.gemeente_geinformeerd_op is not null or new.gemeente_geinformeerd_op is null then
            raise exception 'this plan has label % since %', new.label, vorige.datum
                using errcode = 'check_violation',
                hint = 'lift it first (opgeheven); a second row may only add gemeente_geinformeerd_op where that was empty';
        end if;
        -- Telling the gemeente later does not move the day of the label.
        new.datum := vorige.datum;
    end if;
    if new.datum < '2024-04-04' then
        raise exception 'datum %: there are no labels before the dataprotocol of 2024-04-04', new.datum using errcode = 'check_violation';
    end if;
    if new.gebeurtenis = 'opgeheven' and new.datum < vorige.datum then
        raise exception 'datum %: this label was laid later, on %', new.datum, vorige.datum using errcode = 'check_violation';
    end if;
    if new.gemeente_geinformeerd_op < new.datum then
        raise exception 'gemeente_geinformeerd_op %: that is before the day of the label, %', new.gemeente_geinformeerd_op, new.datum
            using errcode = 'check_violation', hint = 'datum is the day on which the provincie labelled; without one it is today';
    end if;
    return new;
end
$$;
comment on column register.label.datum is
'Day on which the provincie did so; the same on a later row that only tells that the gemeente was informed';

-- After the row, so after the policies: who may not label here is refused before a plan is looked for, and learns nothing.
create function register.bewaak_label_plan() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    kandidaat bigint;
begin
    if new.gebeurtenis <> 'gelegd' then
        return null;
    end if;
    -- Also what was rejected: a plan under another GlobalID is labelled before it is accepted (LMVW-5d_ander_globalid).
    for kandidaat in
        select levering_id
        from register.levering
        where regime = 'lmvw' and bronhouder_code = new.gemeente_code and provincie_code = new.provincie_code
        order by status = 'geaccepteerd' desc, peildatum desc, levering_id desc
    loop
        if exists (
            select from landing.lmvw_plan_sleutel as plan
            where plan.levering_id = kandidaat and register.label_sleutel(plan.globalid) = register.label_sleutel(new.bron_plan_id)
        ) then
            return null;
        end if;
    end loop;
    raise exception 'no delivery of % to % holds a plan with this GlobalID', new.gemeente_code, new.provincie_code
        using errcode = 'check_violation', hint = 'copy bron_plan_id from lmvw_vertrouwelijk.woningbouwplan';
end
$$;
create trigger bewaak_label_plan after insert on register.label
for each row execute function register.bewaak_label_plan();

revoke all on function register.bewaak_label_plan() from public;

reset role;
