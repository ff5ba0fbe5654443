-- WIV-6.10: every call of the endpoint, with the fields that the article names; the events themselves are in the chain of the audit.
set local role woonkluis_eigenaar;

-- WIV-6.10: a call, with every field the article names, as an event of the chain. What a caller wrote itself is kept only where it has the
-- form of an identification.
create or replace function audit.noteer_oproep(
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
    insz constant text := register.insz_vorm();
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
revoke all on function audit.noteer_oproep(text, text, text, text, text, text, text, bigint, bigint, uuid, text) from public;
grant execute on function audit.noteer_oproep(text, text, text, text, text, text, text, bigint, bigint, uuid, text) to woonkluis_api;

create or replace view audit.oproep with (security_invoker = true) as
with final as (
    select
        gebeurtenis_id,
        moment as tijdstip,
        toelichting ->> 'partij' as partij,
        toelichting ->> 'toepassing' as toepassing,
        substr(soort, 8) as dienst,
        toelichting ->> 'gebruiker' as gebruiker,
        toelichting ->> 'persoon' as persoon,
        toelichting ->> 'uitkomst' as uitkomst,
        toelichting ->> 'bronhouder' as bronhouder_code,
        (toelichting ->> 'levering_id')::bigint as levering_id,
        (toelichting ->> 'bytes')::bigint as bytes,
        onderwerp as correlatie_id,
        toelichting ->> 'dn' as dn
    from audit.gebeurtenis
    where soort ~ '^oproep\.'
)

select * from final;

comment on view audit.oproep is 'WIV-6.10, WIV-6.11: calls of the delivery endpoint, those that were refused too';
comment on column audit.oproep.gebeurtenis_id is 'Event of the audit';
comment on column audit.oproep.tijdstip is 'When';
comment on column audit.oproep.partij is 'Party; null when the certificate is of none';
comment on column audit.oproep.toepassing is 'Application of the party';
comment on column audit.oproep.dienst is 'Service that was called; verbinding for a connection that did not get to one';
comment on column audit.oproep.gebruiker is 'WIV-6.7: physical user, as the application passed it';
comment on column audit.oproep.persoon is 'Surrogate of the person who was asked for; null for a delivery';
comment on column audit.oproep.uitkomst is 'toegelaten, or why not';
comment on column audit.oproep.bronhouder_code is 'Woonmaatschappij for which was called';
comment on column audit.oproep.levering_id is 'Delivery that was added or asked for';
comment on column audit.oproep.bytes is 'Bytes of the message';
comment on column audit.oproep.correlatie_id is 'Id of the call, also in the answer';
comment on column audit.oproep.dn is 'Subject of the certificate of a caller that is no party';

revoke all on audit.oproep from public;
grant select on audit.oproep to cwr_dpo, woonkluis_audit;

reset role;
