-- One delivery, unfolded once: temporary tables that the rules read and that go with the transaction. Landed JSON is parsed here only,
-- and every table is analysed on what is compared, so the rules are planned on what is there.

create temporary table pg_temp.levering on commit drop as
select
    levering_id,
    bronhouder_code,
    peildatum,
    ontvangen_op
from register.levering
where levering_id = %(levering_id)s;

create temporary table pg_temp.woning on commit drop as
select
    rij,
    woonmaatschappij_woning_id,
    gemeente_nis_code,
    bouwjaar,
    aantal_slaapkamers,
    markthuurwaarde
from landing.cwr_woning_veld
where levering_id = %(levering_id)s;
analyze pg_temp.woning;

create temporary table pg_temp.huurovereenkomst on commit drop as
select
    rij,
    contractnummer,
    begindatum,
    einddatum
from landing.cwr_huurovereenkomst_veld
where levering_id = %(levering_id)s;
analyze pg_temp.huurovereenkomst;

create temporary table pg_temp.gezinslid on commit drop as
select
    rij,
    contractnummer,
    rol,
    insz,
    geboortedatum
from landing.cwr_gezinslid_veld
where levering_id = %(levering_id)s;
analyze pg_temp.gezinslid;

create temporary table pg_temp.huurprijsberekening on commit drop as
select
    rij,
    contractnummer,
    begindatum,
    einddatum,
    totaal_inkomen,
    niet_geindexeerd_totaal_inkomen,
    basishuurprijs,
    gezinskorting,
    onderbezettingsvergoeding,
    reele_huur
from landing.cwr_huurprijsberekening_veld
where levering_id = %(levering_id)s;
analyze pg_temp.huurprijsberekening
