-- WIV-5.1, WIV-7.1, WIV-8.1: where every woonmaatschappij stands. The view filters with the rights of whoever asks.
set local role woonkluis_eigenaar;

create or replace view register.woonmaatschappij_stand with (security_invoker = true) as
with bronhouder as (
    select bronhouder_code from register.levering
    where regime = 'cwr'
    union
    select bronhouder_code from register.partij_dienst
    where dienst = 'levering.toevoegen' and (beeindigd_op is null or beeindigd_op > clock_timestamp())
),

laatste as (
    select distinct on (bronhouder_code)
        bronhouder_code,
        levering_id,
        bericht_soort,
        volgnummer,
        status,
        ontvangen_op
    from register.levering
    where regime = 'cwr'
    order by bronhouder_code asc, levering_id desc
),

gevonden as (
    select
        levering_id,
        count(*) filter (where ernst = 'blokkerend') as blokkerend,
        count(*) filter (where ernst = 'waarschuwing') as waarschuwing
    from register.bevinding
    where levering_id in (select laatste.levering_id from laatste)
    group by levering_id
),

apart as (
    select
        levering_id,
        count(distinct rij) as woningen
    from register.afgezonderd
    where levering_id in (select laatste.levering_id from laatste)
    group by levering_id
),

geldend as (
    select
        reeks.bronhouder_code,
        reeks.volledig_volgnummer,
        reeks.volgnummer,
        not exists (
            select from register.levering
            where
                levering.reeks = reeks.reeks
                and levering.status = 'geaccepteerd'
                and levering.levering_id not in (
                    select inhoud.levering_id
                    from register.publicatie_levering as inhoud
                    inner join register.publicatie on inhoud.publicatie_id = publicatie.publicatie_id
                    where publicatie.regime = 'cwr' and publicatie.status = 'goedgekeurd'
                )
        ) as in_lagen
    from register.berichtreeks as reeks
    where reeks.regime = 'cwr'
),

wachtend as (
    select
        bronhouder_code,
        count(*) as berichten,
        min(ontvangen_op) as sinds,
        (array_agg(reden order by volgnummer, levering_id))[1] as reden
    from register.aangehouden
    where regime = 'cwr'
    group by bronhouder_code
),

gemeld as (
    select
        bronhouder_code,
        count(*) filter (where toestand <> 'afgesloten') as meldingen,
        count(te_laat) as te_laat
    from register.melding_stand
    group by bronhouder_code
)

select
    bronhouder.bronhouder_code,
    partij.naam,
    laatste.levering_id,
    laatste.bericht_soort,
    laatste.volgnummer,
    laatste.status,
    laatste.ontvangen_op,
    coalesce(gevonden.blokkerend, 0) as blokkerend,
    coalesce(gevonden.waarschuwing, 0) as waarschuwing,
    coalesce(apart.woningen, 0) as afgezonderd,
    geldend.volledig_volgnummer,
    geldend.volgnummer as geldend_volgnummer,
    coalesce(geldend.in_lagen, false) as in_lagen,
    coalesce(wachtend.berichten, 0) as aangehouden,
    wachtend.sinds as aangehouden_sinds,
    wachtend.reden as aangehouden_reden,
    stopzetting.gestopt_op,
    coalesce(gemeld.meldingen, 0) as meldingen,
    coalesce(gemeld.te_laat, 0) as meldingen_te_laat
from bronhouder
left join register.partij on bronhouder.bronhouder_code = partij.partij_code
left join laatste on bronhouder.bronhouder_code = laatste.bronhouder_code
left join gevonden on laatste.levering_id = gevonden.levering_id
left join apart on laatste.levering_id = apart.levering_id
left join geldend on bronhouder.bronhouder_code = geldend.bronhouder_code
left join wachtend on bronhouder.bronhouder_code = wachtend.bronhouder_code
left join register.stopzetting
    on
        bronhouder.bronhouder_code = stopzetting.bronhouder_code
        and stopzetting.regime = 'cwr'
        and stopzetting.hervat_op is null
left join gemeld on bronhouder.bronhouder_code = gemeld.bronhouder_code;

comment on view register.woonmaatschappij_stand is
'WIV-5.1, WIV-7.1, WIV-8.1: per woonmaatschappij its last message, what counts, what waits, whether it is stopped, and its notices';
comment on column register.woonmaatschappij_stand.bronhouder_code is 'KBO number of the woonmaatschappij';
comment on column register.woonmaatschappij_stand.naam is 'Name of the organisation; null when it is no party of the endpoint';
comment on column register.woonmaatschappij_stand.levering_id is 'Delivery that was received last; null when there is none yet';
comment on column register.woonmaatschappij_stand.bericht_soort is 'volledig or mutatie; null while it is not read';
comment on column register.woonmaatschappij_stand.volgnummer is 'Number of the message; null while it is not read';
comment on column register.woonmaatschappij_stand.status is 'Status of the delivery';
comment on column register.woonmaatschappij_stand.ontvangen_op is 'Moment of receipt';
comment on column register.woonmaatschappij_stand.blokkerend is 'Number of its blocking findings';
comment on column register.woonmaatschappij_stand.waarschuwing is 'Number of its warnings';
comment on column register.woonmaatschappij_stand.afgezonderd is 'Number of woningen of it that were set aside';
comment on column register.woonmaatschappij_stand.volledig_volgnummer is 'Number of the snapshot that counts; null when none does';
comment on column register.woonmaatschappij_stand.geldend_volgnummer is 'Number of the last message that counts; null when none does';
comment on column register.woonmaatschappij_stand.in_lagen is 'Whether all that counts is in the layers';
comment on column register.woonmaatschappij_stand.aangehouden is 'Number of messages that wait';
comment on column register.woonmaatschappij_stand.aangehouden_sinds is 'Receipt of the one that waits longest';
comment on column register.woonmaatschappij_stand.aangehouden_reden is 'What the first of them waits for, in Dutch';
comment on column register.woonmaatschappij_stand.gestopt_op is 'Moment from which it is stopped; null when it is not';
comment on column register.woonmaatschappij_stand.meldingen is 'Number of notices that are open';
comment on column register.woonmaatschappij_stand.meldingen_te_laat is 'Number of them past a term';

revoke all on register.woonmaatschappij_stand from public;
grant select on register.woonmaatschappij_stand to woonkluis_bord;

reset role;
