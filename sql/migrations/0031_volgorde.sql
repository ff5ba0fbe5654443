-- depends: 0028_aanlevering_oproep 0027_cwr_bericht
-- WIV-5.1: the order of messages. A message is a snapshot (volledig) or a mutatie with a number; the rules stand in
-- docs/decisions/0018-historie.md.
set local role woonkluis_eigenaar;

-- The moment of an xs:dateTime; without a time zone it is that of the sender, who is in Vlaanderen. Null for what is no moment.
create function landing.moment(waarde text) returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when waarde ~ '(Z|[+-][0-9]{2}:[0-9]{2})$' then waarde::timestamptz
        else waarde::timestamp at time zone 'Europe/Brussels'
    end;
exception
    when data_exception then
        return null;
end
$$;
comment on function landing.moment(text) is 'WIV-6.10: moment of a delivered xs:dateTime; null for what is no moment';
revoke all on function landing.moment(text) from public;
grant execute on function landing.moment(text) to woonkluis_lader, woonkluis_bouwer;

alter table register.levering
add column bericht_soort text check (bericht_soort in ('volledig', 'mutatie')),
add column volgnummer bigint check (volgnummer > 0),
add column aangemaakt_op timestamptz,
add column reeks bigint references register.levering (levering_id),
add constraint levering_bericht check (
    (bericht_soort is null) = (volgnummer is null)
    and (bericht_soort is null) = (aangemaakt_op is null)
    and (reeks is null or bericht_soort is not null)
);
comment on column register.levering.bericht_soort is
'WIV-5.1: volledig or mutatie, from the kop of the message; null for a delivery without a kop';
comment on column register.levering.volgnummer is 'WIV-5.1: number of the message, counted by the sender; null without a kop';
comment on column register.levering.aangemaakt_op is
'WIV-6.10: when the sender made the message, at most the moment of receipt; tells a late message from a count that begins again';
comment on column register.levering.reeks is
'WIV-5.1: the volledig bericht on which it was applied (itself, when it is one); null while it was never applied';

-- A delivery without a number has its peildatum for itself; a numbered one has its place in the count.
drop index register.levering_een_geaccepteerd;
create unique index levering_een_geaccepteerd on register.levering (regime, bronhouder_code, peildatum)
where status = 'geaccepteerd' and volgnummer is null;
create unique index levering_een_volledig on register.levering (regime, bronhouder_code)
where status = 'geaccepteerd' and bericht_soort = 'volledig';
create unique index levering_een_volgnummer on register.levering (regime, bronhouder_code, volgnummer)
where status = 'geaccepteerd';
create index levering_bericht_volgorde on register.levering (regime, bronhouder_code, volgnummer)
where volgnummer is not null;

-- Two decisions about one bronhouder wait for each other, until the end of the transaction, at the first of its deliveries: at a row,
-- because the loader may take no advisory locks (sql/policies/catalogus.sql). Notices wait at the same row.
create function register.sluit_reeks(van_regime text, van_bronhouder text) returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform
    from register.levering as l
    where l.regime = van_regime and l.bronhouder_code = van_bronhouder
    order by l.levering_id
    limit 1
    for no key update;
end
$$;
comment on function register.sluit_reeks(text, text) is 'WIV-5.1: lets one transaction at a time decide on the messages of a bronhouder';

-- What the kop says is taken over when the message is landed and stays; a mutatie counts only right behind what counts already.
create function register.bewaak_bericht() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    stand record;
begin
    if old.status = 'ontvangen' and new.status = 'gelezen' then
        select
            btrim(kop.waarden ->> 'soort', E' \t\r\n') as soort,
            btrim(kop.waarden ->> 'volgnummer', E' \t\r\n')::bigint as volgnummer,
            coalesce(landing.moment(kop.waarden ->> 'aangemaakt_op'), new.ontvangen_op) as moment
        into stand
        from landing.cwr_bericht as kop
        where
            kop.levering_id = new.levering_id
            and btrim(kop.waarden ->> 'soort', E' \t\r\n') in ('volledig', 'mutatie')
            -- As a schema reads a number: with zeros before it, and space around it. A message without one would take the place of all.
            and btrim(kop.waarden ->> 'volgnummer', E' \t\r\n') ~ '^\+?0*[0-9]{1,9}$'
        order by kop.rij
        limit 1;
        new.bericht_soort := stand.soort;
        new.volgnummer := stand.volgnummer;
        new.aangemaakt_op := least(stand.moment, case when stand.soort is not null then new.ontvangen_op end);
    elsif (new.bericht_soort, new.volgnummer, new.aangemaakt_op)
        is distinct from (old.bericht_soort, old.volgnummer, old.aangemaakt_op) then
        raise exception 'levering %: what the kop says does not change', old.levering_id using errcode = 'check_violation';
    end if;
    if new.status = 'geaccepteerd' and old.status <> 'geaccepteerd' and new.volgnummer is not null then
        perform register.sluit_reeks(new.regime, new.bronhouder_code);
        new.reeks := new.levering_id;
        if new.bericht_soort = 'mutatie' then
            select geldend.reeks, geldend.volgnummer into stand
            from register.berichtreeks as geldend
            where geldend.regime = new.regime and geldend.bronhouder_code = new.bronhouder_code;
            if new.volgnummer is distinct from stand.volgnummer + 1 then
                raise exception 'levering %: mutatie % does not follow what counts (WIV-5.1)', old.levering_id, new.volgnummer
                    using errcode = 'check_violation';
            end if;
            new.reeks := stand.reeks;
        end if;
    elsif new.reeks is distinct from old.reeks then
        raise exception 'levering %: a message is applied when it is accepted', old.levering_id using errcode = 'check_violation';
    end if;
    return new;
end
$$;
revoke all on function register.bewaak_bericht(), register.sluit_reeks(text, text) from public;
grant execute on function register.sluit_reeks(text, text) to woonkluis_lader;

-- The receipt says why a message waits.
drop function register.lees_ontvangstbewijs(text, bigint);
create function register.lees_ontvangstbewijs(partij text, levering bigint)
returns table (
    levering_id bigint,
    bronhouder_code text,
    peildatum date,
    sha256 text,
    bytes bigint,
    ontvangen_op timestamptz,
    status text,
    blokkerend bigint,
    waarschuwing bigint,
    info bigint,
    reden text
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select
        l.levering_id,
        l.bronhouder_code,
        l.peildatum,
        l.bestand_sha256,
        l.bestand_bytes,
        b.ontvangen_op,
        l.status,
        (select count(*) from register.bevinding as v where v.levering_id = l.levering_id and v.ernst = 'blokkerend'),
        (select count(*) from register.bevinding as v where v.levering_id = l.levering_id and v.ernst = 'waarschuwing'),
        (select count(*) from register.bevinding as v where v.levering_id = l.levering_id and v.ernst = 'info'),
        (select w.reden from register.aangehouden as w where w.levering_id = l.levering_id)
    from register.ontvangstbewijs as b
    inner join register.levering as l on b.levering_id = l.levering_id
    where
        b.partij_code = partij
        and b.levering_id = levering
        -- WIV-6.6: a party that lost the service for this woonmaatschappij lost it for old deliveries too.
        and exists (
            select from register.partij_dienst as d
            where
                d.partij_code = partij and d.dienst = 'levering.status' and d.bronhouder_code = l.bronhouder_code
                and d.beeindigd_op is null
        );
end
$$;
comment on function register.lees_ontvangstbewijs(text, bigint) is
'WIV-4.12, WIV-5.1, WIV-6.6: status of a delivery of which this party has a receipt, why it waits, numbers of findings; of no other';
revoke all on function register.lees_ontvangstbewijs(text, bigint) from public;
grant execute on function register.lees_ontvangstbewijs(text, bigint) to woonkluis_api;

reset role;

-- What was delivered before: open messages get their number, and the snapshot of which the layers are made begins its count. What counts
-- without a number gives way to the first snapshot.
with kop as (
    select distinct on (levering_id)
        levering_id,
        waarden ->> 'soort' as soort,
        (waarden ->> 'volgnummer')::bigint as volgnummer,
        landing.moment(waarden ->> 'aangemaakt_op') as moment
    from landing.cwr_bericht
    where waarden ->> 'soort' in ('volledig', 'mutatie') and waarden ->> 'volgnummer' ~ '^\+?[0-9]{1,9}$'
    order by levering_id, rij
),

laatste as (
    select distinct on (regime, bronhouder_code) levering_id
    from register.levering
    where status = 'geaccepteerd'
    order by regime asc, bronhouder_code asc, peildatum desc, levering_id desc
)

update register.levering as levering set
    bericht_soort = kop.soort,
    volgnummer = kop.volgnummer,
    aangemaakt_op = least(coalesce(kop.moment, levering.ontvangen_op), levering.ontvangen_op),
    reeks = case when levering.status = 'geaccepteerd' then levering.levering_id end
from kop
where
    levering.levering_id = kop.levering_id
    and (
        levering.status in ('gelezen', 'gecontroleerd')
        or (
            levering.status = 'geaccepteerd'
            and kop.soort = 'volledig'
            and levering.levering_id in (select laatste.levering_id from laatste)
        )
    );

create trigger bewaak_bericht before update on register.levering
for each row execute function register.bewaak_bericht();
