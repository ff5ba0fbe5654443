-- WIV-7.1: which woning a record belongs to, for rules that block a woning and not the delivery; what the reader left out; and how many
-- records stand below the root, of which a share may be set aside. Views: they cost nothing to a delivery in which nothing is found.

create temporary view pg_temp.woning_van as
with overeenkomst as (
    select
        huurovereenkomst.rij,
        huurovereenkomst.contractnummer,
        woning.rij as woning_rij
    from pg_temp.huurovereenkomst
    inner join pg_temp.woning on huurovereenkomst.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
)

-- A number that two woningen have is of both: which of them is meant, nobody can tell.
select
    'woning' as laag,
    eigen.rij,
    woning.rij as woning_rij
from pg_temp.woning as eigen
inner join pg_temp.woning on eigen.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
union all
select
    'huurovereenkomst' as laag,
    overeenkomst.rij,
    overeenkomst.woning_rij
from overeenkomst
union all
select
    'gezinslid' as laag,
    gezinslid.rij,
    overeenkomst.woning_rij
from pg_temp.gezinslid
inner join overeenkomst on gezinslid.contractnummer = overeenkomst.contractnummer
union all
select
    'huurprijsberekening' as laag,
    huurprijsberekening.rij,
    overeenkomst.woning_rij
from pg_temp.huurprijsberekening
inner join overeenkomst on huurprijsberekening.contractnummer = overeenkomst.contractnummer
union all
select
    'huureinde' as laag,
    huureinde.rij,
    overeenkomst.woning_rij
from pg_temp.huureinde
inner join overeenkomst on huureinde.contractnummer = overeenkomst.contractnummer
union all
select
    'hoofdhuurovereenkomst' as laag,
    hoofdhuurovereenkomst.rij,
    woning.rij as woning_rij
from pg_temp.hoofdhuurovereenkomst
inner join pg_temp.woning on hoofdhuurovereenkomst.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id;

-- Numbers of rows go on over what was left out, so these are no numbers of landed rows. Without a number of its own that the reader
-- could read, a woning cannot be told from others.
create temporary table pg_temp.overgeslagen on commit drop as
select
    element,
    case when rijnummer ~ '^[0-9]{1,18}$' then rijnummer::bigint end as rij,
    sleutel
from landing.cwr_overgeslagen_veld
where levering_id = %(levering_id)s;

create temporary view pg_temp.omvang as
with overgeslagen as (
    select count(*) as aantal from pg_temp.overgeslagen
),

woning as (
    select count(*) as aantal from pg_temp.woning
),

weg as (
    select count(*) as aantal
    from landing.cwr_verwijderde_woning
    where levering_id = %(levering_id)s
),

grond as (
    select count(*) as aantal
    from landing.cwr_grond
    where levering_id = %(levering_id)s
)

select
    overgeslagen.aantal as overgeslagen,
    overgeslagen.aantal + woning.aantal + weg.aantal + grond.aantal as records
from overgeslagen
cross join woning
cross join weg
cross join grond
