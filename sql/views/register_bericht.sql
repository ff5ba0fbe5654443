-- WIV-5.1: which messages count, which wait for what, and the one function that decides. docs/decisions/0018-historie.md tells the rules.
set local role woonkluis_eigenaar;

create or replace view register.berichtreeks with (security_invoker = true) as
select
    regime,
    bronhouder_code,
    max(levering_id) filter (where bericht_soort = 'volledig') as reeks,
    max(volgnummer) filter (where bericht_soort = 'volledig') as volledig_volgnummer,
    max(aangemaakt_op) filter (where bericht_soort = 'volledig') as volledig_aangemaakt_op,
    max(volgnummer) as volgnummer,
    max(aangemaakt_op) as aangemaakt_op
from register.levering
where status = 'geaccepteerd' and volgnummer is not null
group by regime, bronhouder_code
having bool_or(bericht_soort = 'volledig');
comment on view register.berichtreeks is 'WIV-5.1: per bronhouder the snapshot that counts and the last message that was applied to it';
comment on column register.berichtreeks.regime is 'lmvw or cwr';
comment on column register.berichtreeks.bronhouder_code is 'KBO number of the woonmaatschappij';
comment on column register.berichtreeks.reeks is 'Delivery of the snapshot';
comment on column register.berichtreeks.volledig_volgnummer is 'Number of the snapshot';
comment on column register.berichtreeks.volledig_aangemaakt_op is 'When the sender made the snapshot';
comment on column register.berichtreeks.volgnummer is 'Number of the last message that was applied';
comment on column register.berichtreeks.aangemaakt_op is 'When the sender made the newest of them';

create or replace view register.bericht_open with (security_invoker = true) as
with te_beslissen as (
    select
        levering.levering_id,
        levering.regime,
        levering.bronhouder_code,
        levering.bericht_soort,
        levering.volgnummer,
        levering.aangemaakt_op,
        levering.ontvangen_op,
        levering.levering_id = any(array(
            select bevinding.levering_id from register.bevinding
            where bevinding.levering_id = levering.levering_id and bevinding.ernst = 'blokkerend'
        )) as geblokkeerd
    from register.levering
    where levering.status = 'gecontroleerd' and levering.volgnummer is not null
),

geplaatst as (
    select
        bericht.*,
        reeks.reeks,
        reeks.volgnummer as laatste_volgnummer,
        reeks.volledig_volgnummer,
        reeks.volledig_aangemaakt_op,
        reeks.aangemaakt_op as laatste_aangemaakt_op,
        -- What was received before and is not read: nobody knows its number yet.
        (
            select min(ongelezen.levering_id)
            from register.levering as ongelezen
            where
                ongelezen.regime = bericht.regime
                and ongelezen.bronhouder_code = bericht.bronhouder_code
                and ongelezen.levering_id < bericht.levering_id
                and ongelezen.status = 'ontvangen'
        ) as ongelezen,
        -- Another one with the same number that was received before, is newer than the snapshot and has no decision.
        (
            select min(eerder.levering_id)
            from register.levering as eerder
            where
                eerder.regime = bericht.regime
                and eerder.bronhouder_code = bericht.bronhouder_code
                and eerder.volgnummer = bericht.volgnummer
                and eerder.levering_id < bericht.levering_id
                and eerder.status in ('gelezen', 'gecontroleerd')
                and (reeks.reeks is null or eerder.aangemaakt_op >= reeks.volledig_aangemaakt_op)
        ) as eerder
    from te_beslissen as bericht
    left join register.berichtreeks as reeks
        on bericht.regime = reeks.regime and bericht.bronhouder_code = reeks.bronhouder_code
)

select
    bericht.levering_id,
    bericht.regime,
    bericht.bronhouder_code,
    bericht.bericht_soort,
    bericht.volgnummer,
    bericht.ontvangen_op,
    bericht.reeks,
    bericht.laatste_volgnummer,
    bericht.eerder,
    case
        when bericht.geblokkeerd then 'afkeuren'
        when bericht.ongelezen is not null then 'wachten'
        when bericht.bericht_soort = 'volledig'
            then
                case
                    -- Which of two with one number came first counts, and that one is still being checked.
                    when bericht.eerder is not null and bericht.eerder not in (select eerste.levering_id from te_beslissen as eerste)
                        then 'wachten'
                    when
                        bericht.volgnummer <= bericht.laatste_volgnummer
                        and bericht.aangemaakt_op <= bericht.laatste_aangemaakt_op
                        then 'vervallen'
                    -- Made before the snapshot that counts, whatever number its count had then.
                    when bericht.aangemaakt_op < bericht.volledig_aangemaakt_op then 'vervallen'
                    else 'toepassen'
                end
        when bericht.reeks is null then 'wachten'
        when
            (bericht.aangemaakt_op, bericht.volgnummer) < (bericht.volledig_aangemaakt_op, bericht.volledig_volgnummer)
            then 'vervallen'
        when bericht.volgnummer <= bericht.laatste_volgnummer then 'nummer_gebruikt'
        -- Also when the first is still being checked: it has the number, and this one is told at once.
        when
            bericht.eerder is not null
            and bericht.eerder not in (
                select eerste.levering_id from te_beslissen as eerste
                where eerste.geblokkeerd
            )
            then 'nummer_gebruikt'
        when bericht.eerder is null and bericht.volgnummer = bericht.laatste_volgnummer + 1 then 'toepassen'
        else 'wachten'
    end as oordeel,
    bericht.ongelezen
from geplaatst as bericht;
comment on view register.bericht_open is 'WIV-5.1: checked messages without a decision, with the one that is due now';
comment on column register.bericht_open.levering_id is 'Delivery';
comment on column register.bericht_open.regime is 'lmvw or cwr';
comment on column register.bericht_open.bronhouder_code is 'KBO number of the woonmaatschappij';
comment on column register.bericht_open.bericht_soort is 'volledig or mutatie';
comment on column register.bericht_open.volgnummer is 'Number of the message';
comment on column register.bericht_open.ontvangen_op is 'Moment of receipt';
comment on column register.bericht_open.reeks is 'Delivery of the snapshot that counts; null when there is none';
comment on column register.bericht_open.laatste_volgnummer is 'Number of the last message that counts';
comment on column register.bericht_open.eerder is 'Delivery with the same number that was received before and has no decision';
comment on column register.bericht_open.oordeel is
'toepassen, wachten, vervallen (older than what counts), nummer_gebruikt or afkeuren (blocking findings)';
comment on column register.bericht_open.ongelezen is 'Delivery that was received before and is still to be read';

-- A with-clause, so that nobody can even try to write through the view.
create or replace view register.aangehouden with (security_invoker = true) as
with wachtend as (
    select
        levering_id,
        regime,
        bronhouder_code,
        volgnummer,
        ontvangen_op,
        case when reeks is not null and eerder is null and ongelezen is null then laatste_volgnummer + 1 end as wacht_op_volgnummer,
        case
            when ongelezen is not null then format('aangehouden: wacht op levering %s, die nog niet gelezen is', ongelezen)
            when reeks is null and bericht_soort = 'mutatie' then 'aangehouden: wacht op een volledig bericht'
            when eerder is not null then format('aangehouden: wacht op levering %s, met hetzelfde volgnummer', eerder)
            else format('aangehouden: wacht op volgnummer %s', laatste_volgnummer + 1)
        end as reden
    from register.bericht_open
    where oordeel = 'wachten'
)

select * from wachtend;
comment on view register.aangehouden is 'WIV-5.1: mutaties that wait until a gap in the numbers is filled';
comment on column register.aangehouden.levering_id is 'Delivery';
comment on column register.aangehouden.regime is 'lmvw or cwr';
comment on column register.aangehouden.bronhouder_code is 'KBO number of the woonmaatschappij';
comment on column register.aangehouden.volgnummer is 'Number of the message';
comment on column register.aangehouden.ontvangen_op is 'Moment of receipt';
comment on column register.aangehouden.wacht_op_volgnummer is 'Number that must come first; null when it waits for something else';
comment on column register.aangehouden.reden is 'What it waits for, in Dutch, for operators and the woonmaatschappij';

-- Decides everything about the messages of a bronhouder that can be decided, in order of their numbers: so filling a gap lets all
-- that waited behind it go on in the same transaction. Returns how many it decided.
create or replace function register.beslis_berichten(van_regime text, van_bronhouder text) returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    bericht record;
    aantal integer := 0;
begin
    perform register.sluit_reeks(van_regime, van_bronhouder);
    loop
        select * into bericht
        from register.bericht_open as op
        where op.regime = van_regime and op.bronhouder_code = van_bronhouder and op.oordeel <> 'wachten'
        order by op.volgnummer, op.levering_id
        limit 1;
        exit when not found;
        if bericht.oordeel = 'toepassen' then
            if bericht.bericht_soort = 'volledig' then
                perform register.noteer_blijvend(bericht.levering_id);
                update register.levering as l set status = 'vervangen', vervangen_door = bericht.levering_id
                where l.regime = van_regime and l.bronhouder_code = van_bronhouder and l.status = 'geaccepteerd';
            end if;
            update register.levering as l set status = 'geaccepteerd', besloten_op = clock_timestamp()
            where l.levering_id = bericht.levering_id;
        elsif bericht.oordeel = 'vervallen' then
            insert into register.bevinding (levering_id, regel_id, ernst, artikel, kolom, waarde, melding)
            values (
                bericht.levering_id, 'WIV-5.1_volgorde', 'info', '5', 'volgnummer', bericht.volgnummer::text,
                format('Het bericht is ouder dan levering %s en is daarom niet toegepast.', bericht.reeks)
            );
            update register.levering as l set status = 'vervangen', vervangen_door = bericht.reeks, besloten_op = clock_timestamp()
            where l.levering_id = bericht.levering_id;
        else
            if bericht.oordeel = 'nummer_gebruikt' then
                insert into register.bevinding (levering_id, regel_id, ernst, artikel, kolom, waarde, melding)
                values (
                    bericht.levering_id, 'WIV-5.1_volgnummer', 'blokkerend', '5', 'volgnummer', bericht.volgnummer::text,
                    case
                        when bericht.eerder is not null then format('Levering %s heeft dit volgnummer en kwam eerst. ', bericht.eerder)
                        else format(
                            'Dit volgnummer is al gebruikt of voorbij: het laatste toegepaste bericht is %s. ', bericht.laatste_volgnummer
                        )
                    end || 'Lever de wijziging onder het volgende vrije nummer, of een volledig bericht.'
                );
            end if;
            update register.levering as l set status = 'afgekeurd', besloten_op = clock_timestamp()
            where l.levering_id = bericht.levering_id;
        end if;
        aantal := aantal + 1;
    end loop;
    return aantal;
end
$$;
comment on function register.beslis_berichten(text, text) is
'WIV-5.1: decides on the messages of a bronhouder that can be decided, in order; those behind a gap wait';

create or replace view register.herkansing with (security_invoker = true) as
with oorzaak as (
    select
        levering_id,
        bool_or(regel_id = 'WIV-5.1_volgnummer') as had_nummer_van_ander,
        bool_or(regel_id in ('WIV-R.5_onbeslist', 'WIV-R.5_stopgezet')) as was_te_oud
    from register.bevinding
    where ernst = 'blokkerend' or regel_id in ('WIV-R.5_onbeslist', 'WIV-R.5_stopgezet')
    group by levering_id
    having bool_and(regel_id in ('WIV-5.1_volgnummer', 'WIV-R.5_onbeslist', 'WIV-R.5_stopgezet'))
),

vrij as (
    select levering.levering_id
    from register.levering
    inner join register.berichtreeks as reeks
        on
            levering.regime = reeks.regime
            and levering.bronhouder_code = reeks.bronhouder_code
            and levering.volgnummer > reeks.volgnummer
    where
        not exists (
            select from register.levering as ander
            where
                ander.regime = levering.regime
                and ander.bronhouder_code = levering.bronhouder_code
                and ander.levering_id <> levering.levering_id
                and ander.status in ('ontvangen', 'gelezen', 'gecontroleerd')
                and coalesce(ander.volgnummer, levering.volgnummer) = levering.volgnummer
        )
)

select levering.levering_id
from register.levering
inner join oorzaak on levering.levering_id = oorzaak.levering_id
where
    levering.status = 'afgekeurd'
    and (oorzaak.was_te_oud or (oorzaak.had_nummer_van_ander and levering.levering_id in (select vrij.levering_id from vrij)));
comment on view register.herkansing is
'WIV-5.1, WIV-R.5: messages that were rejected without a fault of their own and may come again: the number is free now, or nobody decided';
comment on column register.herkansing.levering_id is 'Delivery';

revoke all on register.berichtreeks, register.bericht_open, register.aangehouden, register.herkansing from public;
grant select on register.berichtreeks, register.bericht_open, register.aangehouden to woonkluis_lader, woonkluis_bord;
grant select on register.herkansing to woonkluis_lader;
revoke all on function register.beslis_berichten(text, text) from public;
grant execute on function register.beslis_berichten(text, text) to woonkluis_lader;

reset role;
