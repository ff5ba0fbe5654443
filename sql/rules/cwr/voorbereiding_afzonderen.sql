-- WIV-7.1: which woning a record belongs to, for rules that block a woning and not the delivery; what the reader left out; and how many
-- woningen the message has, of which a share may be set aside. Views: they cost nothing to a delivery in which nothing is found.

create temporary view pg_temp.contract_woning as
select distinct
    huurovereenkomst.contractnummer,
    huurovereenkomst.woonmaatschappij_woning_id
from pg_temp.huurovereenkomst
where
    exists (
        select from pg_temp.woning
        where woning.woonmaatschappij_woning_id = huurovereenkomst.woonmaatschappij_woning_id
    );

-- A number that two woningen have is of both: which of them is meant, nobody can tell. So a record has one key here, and never the woningen
-- themselves: a number that all have would pair all with all.
create temporary view pg_temp.sleutel_van as
select
    'woning' as laag,
    rij,
    woonmaatschappij_woning_id,
    null as contractnummer
from pg_temp.woning
union all
select
    'huurovereenkomst' as laag,
    rij,
    woonmaatschappij_woning_id,
    null as contractnummer
from pg_temp.huurovereenkomst
union all
select
    'hoofdhuurovereenkomst' as laag,
    rij,
    woonmaatschappij_woning_id,
    null as contractnummer
from pg_temp.hoofdhuurovereenkomst
union all
select
    'gezinslid' as laag,
    rij,
    null as woonmaatschappij_woning_id,
    contractnummer
from pg_temp.gezinslid
union all
select
    'huurprijsberekening' as laag,
    rij,
    null as woonmaatschappij_woning_id,
    contractnummer
from pg_temp.huurprijsberekening
union all
select
    'huureinde' as laag,
    rij,
    null as woonmaatschappij_woning_id,
    contractnummer
from pg_temp.huureinde;

-- Numbers of rows go on over what was left out, so these are no numbers of landed rows. Without a number of its own that the reader
-- could read, a woning cannot be told from others.
create temporary table pg_temp.overgeslagen on commit drop as
select
    element,
    case when rijnummer ~ '^[0-9]{1,18}$' then rijnummer::bigint end as rij,
    sleutel
from landing.cwr_overgeslagen_veld
where levering_id = %(levering_id)s;
analyze pg_temp.overgeslagen;

-- Land and removed woningen are not counted: nothing is set aside with them (docs/decisions/0021-afzonderen.md).
create temporary view pg_temp.omvang as
with overgeslagen as (
    select count(*) as aantal
    from pg_temp.overgeslagen
    where element = 'woning'
),

geland as (
    select count(*) as aantal from pg_temp.woning
)

select
    overgeslagen.aantal as overgeslagen,
    overgeslagen.aantal + geland.aantal as woningen
from overgeslagen
cross join geland;

-- WIV-5.1: how many woningen a full message has, and how many count now by the messages before it: of each the last that tells of it.
create temporary view pg_temp.daling as
with genoemd as (
    select
        actueel.volgnummer,
        woning.waarden ->> 'woonmaatschappij_woning_id' as woonmaatschappij_woning_id,
        false as verwijderd
    from pg_temp.levering
    inner join register.levering_actueel as actueel
        on levering.bronhouder_code = actueel.bronhouder_code and actueel.regime = 'cwr' and levering.soort = 'volledig'
    inner join landing.cwr_woning as woning on actueel.levering_id = woning.levering_id
    where actueel.levering_id <> levering.levering_id
    union all
    select
        actueel.volgnummer,
        blijvend.woonmaatschappij_woning_id,
        false as verwijderd
    from pg_temp.levering
    inner join register.levering_actueel as actueel
        on levering.bronhouder_code = actueel.bronhouder_code and actueel.regime = 'cwr' and levering.soort = 'volledig'
    inner join register.blijvend on actueel.levering_id = blijvend.levering_id
    where actueel.levering_id <> levering.levering_id
    union all
    select
        actueel.volgnummer,
        woning.waarden ->> 'woonmaatschappij_woning_id' as woonmaatschappij_woning_id,
        true as verwijderd
    from pg_temp.levering
    inner join register.levering_actueel as actueel
        on levering.bronhouder_code = actueel.bronhouder_code and actueel.regime = 'cwr' and levering.soort = 'volledig'
    inner join landing.cwr_verwijderde_woning as woning on actueel.levering_id = woning.levering_id
    where actueel.levering_id <> levering.levering_id
),

laatste as (
    select distinct on (woonmaatschappij_woning_id)
        woonmaatschappij_woning_id,
        verwijderd
    from genoemd
    order by woonmaatschappij_woning_id asc, volgnummer desc nulls last, verwijderd asc
),

gegolden as (
    select count(*) filter (where not verwijderd) as aantal from laatste
),

grens as (
    select
        min(waarde) filter (where naam = 'omvang_vanaf_woningen') as vanaf_woningen,
        min(waarde) filter (where naam = 'omvang_waarschuwing_procent') as waarschuwing_procent,
        min(waarde) filter (where naam = 'omvang_weigering_procent') as weigering_procent
    from pg_temp.parameter
)

select
    gegolden.aantal as eerder,
    omvang.woningen as nu,
    grens.vanaf_woningen,
    grens.waarschuwing_procent,
    grens.weigering_procent
from gegolden
cross join pg_temp.omvang
cross join grens
