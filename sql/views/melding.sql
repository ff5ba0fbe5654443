-- WIV-7.1 to WIV-7.4: notices as they stand. The view filters with the rights of whoever asks.
set local role woonkluis_eigenaar;

create or replace view register.melding_stand with (security_invoker = true) as
with laatste as (
    select distinct on (melding_id)
        melding_id,
        toestand,
        reden,
        namens,
        moment
    from register.melding_stap
    order by melding_id asc, volgnummer desc
),

geteld as (
    select
        melding_id,
        count(*) as records,
        count(*) filter (where einde_op is null) as open_records
    from register.melding_record
    group by melding_id
),

kalender as (
    select (clock_timestamp() at time zone 'Europe/Brussels')::date as vandaag
)

select
    melding.melding_id,
    melding.bronhouder_code,
    melding.regel_id,
    melding.klasse,
    melding.artikel,
    melding.titel,
    melding.actie,
    melding.levering_id,
    melding.vastgesteld_op,
    melding.geopend_op,
    melding.onderzoek_tot,
    melding.maatregelen_tot,
    laatste.toestand,
    laatste.reden,
    laatste.namens,
    laatste.moment as sinds,
    coalesce(geteld.records, 0) as records,
    coalesce(geteld.open_records, 0) as open_records,
    case
        when laatste.toestand in ('open', 'onderzocht') and kalender.vandaag > melding.maatregelen_tot then 'maatregelen'
        when laatste.toestand = 'open' and kalender.vandaag > melding.onderzoek_tot then 'onderzoek'
    end as te_laat
from register.melding
cross join kalender
inner join laatste on melding.melding_id = laatste.melding_id
left join geteld on melding.melding_id = geteld.melding_id;

comment on view register.melding_stand is 'WIV-7.1 to WIV-7.4: notices with their state, terms and number of records';
comment on column register.melding_stand.melding_id is 'Notice';
comment on column register.melding_stand.bronhouder_code is 'Woonmaatschappij';
comment on column register.melding_stand.regel_id is 'Rule';
comment on column register.melding_stand.klasse is 'Class by article 7';
comment on column register.melding_stand.artikel is 'Article of the fields';
comment on column register.melding_stand.titel is 'What should be';
comment on column register.melding_stand.actie is 'What to do';
comment on column register.melding_stand.levering_id is 'Delivery in which it was found first';
comment on column register.melding_stand.vastgesteld_op is 'Moment of the finding';
comment on column register.melding_stand.geopend_op is 'Moment of the notice';
comment on column register.melding_stand.onderzoek_tot is 'WIV-7.2: last day of the onderzoek';
comment on column register.melding_stand.maatregelen_tot is 'WIV-7.3: last day of the measures';
comment on column register.melding_stand.toestand is 'open, onderzocht, maatregelen or afgesloten';
comment on column register.melding_stand.reden is 'Why it is in that state';
comment on column register.melding_stand.namens is 'Who brought it there: systeem, woonmaatschappij or beheer';
comment on column register.melding_stand.sinds is 'Since when';
comment on column register.melding_stand.records is 'Number of records and fields it is about';
comment on column register.melding_stand.open_records is 'How many of them still have the defect';
comment on column register.melding_stand.te_laat is 'Term that is over without an answer: onderzoek or maatregelen; null when none is';

revoke all on register.melding_stand from public;
grant select on register.melding_stand to woonkluis_lader, woonkluis_bord, cwr_woonmaatschappij;

reset role;
