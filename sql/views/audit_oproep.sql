-- WIV-6.10: every call of the endpoint, with the fields that the article names; the events themselves are in the chain of the audit.
set local role woonkluis_eigenaar;

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
