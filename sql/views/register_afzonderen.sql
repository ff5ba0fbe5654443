-- WIV-7.1: what was set aside, as a count for operators and the receipt; and what goes on counting when a snapshot sets it aside.
set local role woonkluis_eigenaar;

create or replace view register.afgezonderd_telling with (security_invoker = true) as
with geteld as (
    select
        levering_id,
        count(distinct rij) as woningen
    from register.afgezonderd
    group by levering_id
)

select
    geteld.levering_id,
    geteld.woningen,
    format(case geteld.woningen when 1 then '%s woning afgezonderd' else '%s woningen afgezonderd' end, geteld.woningen) as reden
from geteld
inner join register.levering on geteld.levering_id = levering.levering_id
-- Of a message that was rejected nothing counts, so nothing is set aside either.
where levering.status <> 'afgekeurd';
comment on view register.afgezonderd_telling is 'WIV-7.1: how many woningen of a message were set aside';
comment on column register.afgezonderd_telling.levering_id is 'Delivery';
comment on column register.afgezonderd_telling.woningen is 'Number of woningen';
comment on column register.afgezonderd_telling.reden is 'That number in words, in Dutch, for operators and the woonmaatschappij';

-- Of a woning that a snapshot sets aside, what counted right before it goes on counting: from the last message that says something of it,
-- or from the one from which it went on already. Where the snapshot left out a woning of which the number cannot be read, any woning
-- that it does not name can be that one: then none of them is taken for gone. The decision calls it before the snapshot counts.
create or replace function register.noteer_blijvend(bericht bigint) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    gezocht text[];
    onleesbaar boolean;
begin
    select
        array_agg(distinct a.woonmaatschappij_woning_id) filter (where a.woonmaatschappij_woning_id is not null),
        bool_or(a.woonmaatschappij_woning_id is null)
    into gezocht, onleesbaar
    from register.afgezonderd as a
    where a.levering_id = bericht;
    if onleesbaar is null then
        return;
    end if;
    insert into register.blijvend (levering_id, woonmaatschappij_woning_id, uit_levering_id)
    with geldend as materialized (
        select actueel.levering_id, actueel.volgnummer
        from register.levering_actueel as actueel
        inner join register.levering as deze
            on actueel.regime = deze.regime and actueel.bronhouder_code = deze.bronhouder_code
        where deze.levering_id = bericht and actueel.levering_id <> bericht
    ),

    genoemd as (
        select g.volgnummer, g.levering_id, w.waarden ->> 'woonmaatschappij_woning_id' as woning, 0 as soort
        from geldend as g
        inner join landing.cwr_woning as w on g.levering_id = w.levering_id
        union all
        select g.volgnummer, g.levering_id, w.waarden ->> 'woonmaatschappij_woning_id', 1
        from geldend as g
        inner join landing.cwr_verwijderde_woning as w on g.levering_id = w.levering_id
    ),

    laatste as (
        select distinct on (uitspraak.woning) uitspraak.woning, uitspraak.levering_id, uitspraak.soort
        from (
            select n.*
            from genoemd as n
            where
                not exists (
                    select from register.afgezonderd as a
                    where a.levering_id = n.levering_id and a.woonmaatschappij_woning_id = n.woning
                )
            union all
            select g.volgnummer, b.uit_levering_id, b.woonmaatschappij_woning_id, 0
            from geldend as g
            inner join register.blijvend as b on g.levering_id = b.levering_id
        ) as uitspraak
        where onleesbaar or uitspraak.woning = any(gezocht)
        order by uitspraak.woning, uitspraak.volgnummer desc, uitspraak.soort
    )

    select bericht, l.woning, l.levering_id
    from laatste as l
    where
        l.soort = 0
        and (
            l.woning = any(gezocht)
            or not exists (
                select from landing.cwr_woning as w
                where w.levering_id = bericht and w.waarden ->> 'woonmaatschappij_woning_id' = l.woning
            )
        )
    on conflict do nothing;
end
$$;
comment on function register.noteer_blijvend(bigint) is
'WIV-5.1, WIV-7.1: writes down which woningen that a snapshot sets aside go on counting from an earlier message';

-- The receipt says why a message waits, and what of it was set aside.
create or replace function register.lees_ontvangstbewijs(partij text, levering bigint)
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
        nullif(
            concat_ws(
                '; ',
                (select w.reden from register.aangehouden as w where w.levering_id = l.levering_id),
                (select t.reden from register.afgezonderd_telling as t where t.levering_id = l.levering_id)
            ),
            ''
        )
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
'WIV-4.12, WIV-5.1, WIV-6.6, WIV-7.1: status of a delivery of which this party has a receipt, why it waits, what is set aside; no other';

revoke all on register.afgezonderd_telling from public;
grant select on register.afgezonderd_telling to woonkluis_lader;
revoke all on function register.noteer_blijvend(bigint), register.lees_ontvangstbewijs(text, bigint) from public;
grant execute on function register.noteer_blijvend(bigint) to woonkluis_lader;
grant execute on function register.lees_ontvangstbewijs(text, bigint) to woonkluis_api;

reset role;
