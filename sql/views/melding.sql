-- WIV-7.1 to WIV-7.4: notices as they stand. The view filters with the rights of whoever asks.
set local role woonkluis_eigenaar;

-- WIV-8.1: who is stopped cannot deliver. A day on which it was stopped, however short, does not count for a term that began on `vanaf`;
-- of a stop that goes on, the days until now. Invoker: whoever asks knows of the stops that its policies show.
create or replace function register.einde_na_stop(bronhouder text, vanaf date, tot date) returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    stop record;
    einde date := tot;
    geteld date := vanaf;
begin
    for stop in
        select
            (s.gestopt_op at time zone 'Europe/Brussels')::date as eerste,
            (coalesce(s.hervat_op, clock_timestamp()) at time zone 'Europe/Brussels')::date as laatste
        from register.stopzetting as s
        where s.regime = 'cwr' and s.bronhouder_code = bronhouder
        order by s.gestopt_op
    loop
        exit when stop.eerste > einde;
        -- Two stops on one day are one day.
        if stop.laatste > geteld then
            einde := einde + (stop.laatste - greatest(stop.eerste - 1, geteld));
            geteld := stop.laatste;
        end if;
    end loop;
    return einde;
end
$$;
comment on function register.einde_na_stop(text, date, date) is
'WIV-7.2, WIV-7.3, WIV-8.1: last day of a term, later by the days on which the woonmaatschappij was stopped';
revoke all on function register.einde_na_stop(text, date, date) from public;
grant execute on function register.einde_na_stop(text, date, date) to woonkluis_lader, woonkluis_bord, cwr_woonmaatschappij;

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

gesteld as (
    select
        melding.melding_id,
        melding.bronhouder_code,
        melding.onderzoek_tot,
        melding.maatregelen_tot,
        (melding.vastgesteld_op at time zone 'Europe/Brussels')::date as vaststelling,
        case when laatste.toestand = 'maatregelen' then (laatste.moment at time zone 'Europe/Brussels')::date end as antwoord,
        termijn.herstel_dagen,
        -- Few were ever stopped: of the others nothing is counted.
        melding.bronhouder_code = any(
            array(
                select stop.bronhouder_code from register.stopzetting as stop
                where stop.regime = 'cwr'
            )
        ) as ooit_gestopt
    from register.melding
    inner join laatste on melding.melding_id = laatste.melding_id
    inner join register.melding_termijn as termijn on melding.termijn_van = termijn.geldig_van
),

lopend as (
    select
        melding_id,
        case
            when ooit_gestopt then register.einde_na_stop(bronhouder_code, vaststelling, onderzoek_tot) else onderzoek_tot
        end as onderzoek_tot,
        case
            when ooit_gestopt then register.einde_na_stop(bronhouder_code, vaststelling, maatregelen_tot) else maatregelen_tot
        end as maatregelen_tot,
        case
            when ooit_gestopt then register.einde_na_stop(bronhouder_code, antwoord, antwoord + herstel_dagen)
            else antwoord + herstel_dagen
        end as herstel_tot
    from gesteld
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
    lopend.onderzoek_tot,
    lopend.maatregelen_tot,
    laatste.toestand,
    laatste.reden,
    laatste.namens,
    laatste.moment as sinds,
    coalesce(geteld.records, 0) as records,
    coalesce(geteld.open_records, 0) as open_records,
    case
        when laatste.toestand in ('open', 'onderzocht') and kalender.vandaag > lopend.maatregelen_tot then 'maatregelen'
        when laatste.toestand = 'open' and kalender.vandaag > lopend.onderzoek_tot then 'onderzoek'
        when kalender.vandaag > lopend.herstel_tot then 'herstel'
    end as te_laat,
    lopend.herstel_tot
from register.melding
cross join kalender
inner join laatste on melding.melding_id = laatste.melding_id
inner join lopend on melding.melding_id = lopend.melding_id
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
comment on column register.melding_stand.onderzoek_tot is 'WIV-7.2, WIV-8.1: last day of the onderzoek; days of a stop do not count';
comment on column register.melding_stand.maatregelen_tot is 'WIV-7.3, WIV-8.1: last day of the measures; days of a stop do not count';
comment on column register.melding_stand.toestand is 'open, onderzocht, maatregelen or afgesloten';
comment on column register.melding_stand.reden is 'Why it is in that state';
comment on column register.melding_stand.namens is 'Who brought it there: systeem, woonmaatschappij or beheer';
comment on column register.melding_stand.sinds is 'Since when';
comment on column register.melding_stand.records is 'Number of records and fields it is about';
comment on column register.melding_stand.open_records is 'How many of them still have the defect';
comment on column register.melding_stand.te_laat is
'Term that is over: onderzoek or maatregelen without an answer, herstel with the defect still there; null when none is';
comment on column register.melding_stand.herstel_tot is
'WIV-7.3: last day for the defect to be gone from a delivery; null until measures were announced';

revoke all on register.melding_stand from public;
grant select on register.melding_stand to woonkluis_lader, woonkluis_bord, cwr_woonmaatschappij;

-- WIV-4.12, WIV-7.1: what the endpoint tells a party.
create or replace function register.lees_meldingen(partij text, bronhouder text)
returns table (
    melding_id uuid,
    bronhouder_code text,
    regel_id text,
    klasse text,
    artikel text,
    titel text,
    actie text,
    toestand text,
    levering_id bigint,
    vastgesteld_op timestamptz,
    onderzoek_tot date,
    maatregelen_tot date,
    records bigint,
    eerste jsonb,
    herstel_tot date
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
select
    m.melding_id,
    m.bronhouder_code,
    m.regel_id,
    m.klasse,
    m.artikel,
    m.titel,
    m.actie,
    m.toestand,
    m.levering_id,
    m.vastgesteld_op,
    m.onderzoek_tot,
    m.maatregelen_tot,
    m.open_records,
    (
        select coalesce(jsonb_agg(jsonb_build_object('laag', k.laag, 'sleutel', k.sleutel, 'veld', k.kolom)), '[]')
        from (
            select r.laag, r.sleutel, r.kolom
            from register.melding_record as r
            where r.melding_id = m.melding_id and r.einde_op is null
            order by r.laag, r.sleutel, r.kolom
            limit 1000
        ) as k
    ),
    m.herstel_tot
from register.melding_stand as m
where
    m.toestand <> 'afgesloten'
    and m.bronhouder_code in (
        select d.bronhouder_code from register.partij_dienst as d
        where
            d.partij_code = lees_meldingen.partij and d.dienst = 'melding.lezen' and d.beeindigd_op is null
            and d.bronhouder_code = coalesce(lees_meldingen.bronhouder, d.bronhouder_code)
    )
order by m.maatregelen_tot, m.regel_id, m.melding_id
limit 1000
$$;
comment on function register.lees_meldingen(text, text) is
'WIV-4.12, WIV-7.1: open notices of the woonmaatschappijen for which this party may read them, with the keys of at most 1000 records each';

revoke all on function register.lees_meldingen(text, text) from public;
grant execute on function register.lees_meldingen(text, text) to woonkluis_api;

reset role;
