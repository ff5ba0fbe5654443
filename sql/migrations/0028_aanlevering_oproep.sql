-- depends: 0028_aanlevering
-- What the delivery endpoint may ask the register and tell the audit. It reads no table: each function answers about one caller.
set local role woonkluis_eigenaar;

-- WIV-6.10: a call, with every field the article names, as an event of the chain. What a caller wrote itself is kept only where it has the
-- form of an identification.
create function audit.noteer_oproep(
    dienst text,
    uitkomst text,
    partij text,
    toepassing text,
    gebruiker text,
    persoon text,
    bronhouder text,
    levering_id bigint,
    bytes bigint,
    correlatie_id uuid,
    dn text
) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- What has the form of a national number, however it is written, does not get into the chain.
    insz constant text := '(?<!\d)\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{2}[ ./-]{0,2}\d{3}[ ./-]{0,2}\d{2}(?!\d)';
begin
    -- The services of the endpoint and no other: a look-up is written by cwr_inzage only, and here nobody asks for a person.
    if dienst not in (
        'levering.toevoegen', 'levering.status', 'melding.lezen', 'melding.beantwoorden', 'wsdl', 'verbinding', 'onbekend'
    ) or uitkomst !~ '^[a-z_]{1,64}$' or persoon is not null then
        raise exception 'a call is of a service of the endpoint, with its outcome' using errcode = 'check_violation';
    end if;
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
    values (
        'oproep.' || dienst,
        correlatie_id::text,
        'cwr',
        'register.levering',
        jsonb_strip_nulls(jsonb_build_object(
            'uitkomst', uitkomst,
            'partij', case when partij ~ '^[A-Z0-9]{4,12}$' then partij end,
            'toepassing', case when toepassing ~ '^[A-Za-z0-9_.:@ /-]{1,64}$' and toepassing !~ insz then toepassing end,
            'gebruiker', case
                when gebruiker ~ '^[A-Za-z0-9_.@:-]{1,64}$' and gebruiker !~ insz then gebruiker
                when gebruiker <> '' then '(ongeldig)'
            end,
            'persoon', persoon,
            'bronhouder', case when bronhouder ~ '^[A-Z0-9]{4,12}$' then bronhouder end,
            'levering_id', levering_id,
            'bytes', bytes,
            'dn', case when dn ~ '^[^[:cntrl:]]+$' then left(regexp_replace(dn, insz, '(verwijderd)', 'g'), 500) end
        ))
    );
end
$$;
comment on function audit.noteer_oproep(text, text, text, text, text, text, text, bigint, bigint, uuid, text) is
'WIV-6.10: records a call: service, outcome, party, application, physical user, person asked for, and what came of it';

-- WIV-6.6, WIV-6.7, WIV-8.1: per call, whether this subject may call this service for this woonmaatschappij and user. Without a
-- woonmaatschappij: the only one of the party.
create function register.toets_oproep(dn text, dienst text, gebruiker text, bronhouder text)
returns table (uitkomst text, partij_code text, toepassing text, bronhouder_code text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    certificaat register.partij_certificaat;
    voor text[];
begin
    select * into certificaat from register.partij_certificaat as c where c.dn = toets_oproep.dn;
    if certificaat.dn is null then
        return query select 'onbekend_certificaat', null::text, null::text, null::text;
        return;
    end if;
    select array_agg(d.bronhouder_code) into voor
    from register.partij_dienst as d
    where
        d.partij_code = certificaat.partij_code and d.dienst = toets_oproep.dienst and d.beeindigd_op is null
        and d.bronhouder_code = coalesce(toets_oproep.bronhouder, d.bronhouder_code);
    return query
    select
        case
            when certificaat.ingetrokken_op is not null then 'certificaat_ingetrokken'
            when voor is null then 'dienst_niet_toegestaan'
            when coalesce(toets_oproep.gebruiker, '') = '' then 'gebruiker_ontbreekt'
            when not exists (
                select from register.partij_gebruiker as g
                where
                    g.partij_code = certificaat.partij_code and g.gebruiker = toets_oproep.gebruiker and g.beeindigd_op is null
            ) then 'gebruiker_onbekend'
            -- A status may be asked for any of them; a delivery is of one.
            when toets_oproep.dienst = 'levering.status' then 'toegelaten'
            when cardinality(voor) > 1 then 'bronhouder_ontbreekt'
            when exists (
                select from register.stopzetting as s
                where s.regime = 'cwr' and s.bronhouder_code = voor[1] and s.hervat_op is null
            ) then 'gestopt'
            else 'toegelaten'
        end,
        certificaat.partij_code,
        certificaat.toepassing,
        case when cardinality(voor) = 1 then voor[1] end;
end
$$;
comment on function register.toets_oproep(text, text, text, text) is
'WIV-6.6, WIV-6.7, WIV-8.1: whether this subject may call this service for this user, and for which woonmaatschappij';

-- The same bytes are the same delivery. Who brought it before does not matter; that this party may deliver for the woonmaatschappij does.
create function register.ontvang_levering(
    partij text,
    bronhouder text,
    contract text,
    peildatum date,
    sha256 text,
    naam text,
    bytes bigint,
    gebruiker text,
    out levering_id bigint,
    out nieuw boolean,
    out status text,
    out ontvangen_op timestamptz
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from register.partij_dienst as d
        where
            d.partij_code = partij and d.dienst = 'levering.toevoegen' and d.bronhouder_code = bronhouder and d.beeindigd_op is null
    ) then
        raise exception 'party % does not deliver for %', partij, bronhouder using errcode = 'insufficient_privilege';
    end if;
    insert into register.levering as l (
        regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes, aangeleverd_door
    )
    select 'cwr', bronhouder, ontvang_levering.contract, ontvang_levering.peildatum, sha256, naam, bytes, partij || ':' || gebruiker
    where not exists (
        select from register.levering as er
        where
            er.regime = 'cwr' and er.bronhouder_code = bronhouder and er.peildatum = ontvang_levering.peildatum
            and er.bestand_sha256 = sha256
    )
    on conflict do nothing
    returning l.levering_id into ontvang_levering.levering_id;
    nieuw := ontvang_levering.levering_id is not null;
    select er.levering_id, er.status into strict ontvang_levering.levering_id, ontvang_levering.status
    from register.levering as er
    where
        er.regime = 'cwr' and er.bronhouder_code = bronhouder and er.peildatum = ontvang_levering.peildatum
        and er.bestand_sha256 = sha256
    order by er.levering_id desc
    limit 1;
    insert into register.ontvangstbewijs as b (levering_id, partij_code)
    values (ontvang_levering.levering_id, partij)
    on conflict do nothing;
    select b.ontvangen_op into strict ontvang_levering.ontvangen_op
    from register.ontvangstbewijs as b
    where b.levering_id = ontvang_levering.levering_id and b.partij_code = partij;
end
$$;
comment on function register.ontvang_levering(text, text, text, date, text, text, bigint, text) is
'WIV-0.3, WIV-6.6: registers a delivery of a party and gives its receipt; the same bytes again give the same receipt';

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
    info bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
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
    (select count(*) from register.bevinding as v where v.levering_id = l.levering_id and v.ernst = 'info')
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
    )
$$;
comment on function register.lees_ontvangstbewijs(text, bigint) is
'WIV-4.12, WIV-6.6: status and numbers of findings of a delivery of which this party has a receipt; nothing of any other';

create function register.onthoud_bericht(sleutel text, vervalt_op timestamptz) returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from register.bericht_gezien as g where g.vervalt_op < clock_timestamp();
    insert into register.bericht_gezien (sleutel, vervalt_op)
    values (onthoud_bericht.sleutel, onthoud_bericht.vervalt_op)
    on conflict do nothing;
    return found;
end
$$;
comment on function register.onthoud_bericht(text, timestamptz) is 'WIV-6.8: true for what was not signed and used before';

revoke all on function
audit.noteer_oproep(text, text, text, text, text, text, text, bigint, bigint, uuid, text),
register.toets_oproep(text, text, text, text), register.ontvang_levering(text, text, text, date, text, text, bigint, text),
register.lees_ontvangstbewijs(text, bigint), register.onthoud_bericht(text, timestamptz)
from public;
grant execute on function
audit.noteer_oproep(text, text, text, text, text, text, text, bigint, bigint, uuid, text),
register.toets_oproep(text, text, text, text), register.ontvang_levering(text, text, text, date, text, text, bigint, text),
register.lees_ontvangstbewijs(text, bigint), register.onthoud_bericht(text, timestamptz)
to woonkluis_api;

reset role;
