-- One delivery, unfolded once: temporary tables that the rules read and that go with the transaction. Layers that several rules join are
-- parsed here only, and every table is analysed on what is compared, so the rules are planned on what is there: of what was landed a moment
-- ago the server has no figures, and it would compare every row with every other. A layer that stands by itself is read by its rules from
-- its view in landing. A key that must be there once can be there ten thousand times: a rule joins what is one row per key (exists, or an
-- aggregate), so that it costs its rows and not their square.

create temporary table pg_temp.levering on commit drop as
select
    levering.levering_id,
    levering.bronhouder_code,
    levering.peildatum,
    levering.ontvangen_op,
    levering.volgnummer,
    levering.aangemaakt_op,
    (
        select min(bericht.soort)
        from landing.cwr_bericht_veld as bericht
        where bericht.levering_id = levering.levering_id
    ) as soort
from register.levering
where levering.levering_id = %(levering_id)s;
analyze pg_temp.levering;

-- Terms are rows with a date. A day before the protocol has those of its first day.
create temporary table pg_temp.parameter on commit drop as
select distinct on (parameter.naam)
    parameter.naam,
    parameter.waarde
from register.regel_parameter as parameter
cross join pg_temp.levering
where
    parameter.regime = 'cwr'
    and parameter.geldig_van <= greatest(levering.peildatum, date '2024-02-01')
order by parameter.naam asc, parameter.geldig_van desc;
analyze pg_temp.parameter;

create temporary table pg_temp.woning on commit drop as
select
    rij,
    woonmaatschappij_woning_id,
    gemeente_nis_code,
    bouwjaar,
    renovatiejaar,
    aantal_slaapkamers,
    markthuurwaarde,
    gebouweenheid_id,
    vmsw_woning_id,
    eigenaar_organisatie_id,
    capakey,
    crs,
    x,
    y,
    epc_datum,
    ingehuurd,
    huurstelsel
from landing.cwr_woning_veld
where levering_id = %(levering_id)s;
analyze pg_temp.woning;

create temporary table pg_temp.hoofdhuurovereenkomst on commit drop as
select
    rij,
    woonmaatschappij_woning_id,
    hoofdcontractnummer,
    begindatum,
    einddatum
from landing.cwr_hoofdhuurovereenkomst_veld
where levering_id = %(levering_id)s;
analyze pg_temp.hoofdhuurovereenkomst;

create temporary table pg_temp.huurovereenkomst on commit drop as
select
    rij,
    woonmaatschappij_woning_id,
    contractnummer,
    hoofdcontractnummer,
    begindatum,
    einddatum,
    attestnummer,
    -- An end that is no day is refused elsewhere; here it ends nothing.
    coalesce(landing.datum(einddatum), 'infinity') as einde
from landing.cwr_huurovereenkomst_veld
where levering_id = %(levering_id)s;
analyze pg_temp.huurovereenkomst;

create temporary table pg_temp.gezinslid on commit drop as
select
    rij,
    contractnummer,
    computernummer,
    rol,
    insz,
    geboortedatum,
    geslacht,
    positie_code,
    beroep,
    straatnaam,
    gemeente_nis_code
from landing.cwr_gezinslid_veld
where levering_id = %(levering_id)s;
analyze pg_temp.gezinslid;

create temporary table pg_temp.huureinde on commit drop as
select
    rij,
    contractnummer,
    huureinde_soort,
    opzeg_reden,
    ontbinding_reden,
    opgestart_op,
    effectief_op
from landing.cwr_huureinde_veld
where levering_id = %(levering_id)s;
analyze pg_temp.huureinde;

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
    reele_huur,
    patrimoniumkorting,
    energiecorrectie,
    minimale_huurprijs
from landing.cwr_huurprijsberekening_veld
where levering_id = %(levering_id)s;
analyze pg_temp.huurprijsberekening;

create temporary table pg_temp.ocmw_maand on commit drop as
select
    rij,
    contractnummer,
    computernummer,
    insz_hoofdbegunstigde,
    insz_partner
from landing.cwr_ocmw_maand_veld
where levering_id = %(levering_id)s;
analyze pg_temp.ocmw_maand;

create temporary table pg_temp.gezinsbijslag_persoon on commit drop as
select
    dossier.rij,
    dossier.contractnummer,
    dossier.computernummer,
    dossier.bijslag_dossiernummer,
    veld.kolom,
    veld.waarde,
    string_to_table(veld.waarde, ' ') as insz
from landing.cwr_gezinsbijslag_veld as dossier
cross join
    lateral (
        values
        ('rechthebbenden', dossier.rechthebbenden),
        ('bijslagtrekkenden', dossier.bijslagtrekkenden),
        ('rechtgevenden', dossier.rechtgevenden)
    ) as veld (kolom, waarde)
where dossier.levering_id = %(levering_id)s;
analyze pg_temp.gezinsbijslag_persoon;

create temporary table pg_temp.verbonden_persoon on commit drop as
select
    contractnummer,
    computernummer,
    bijslag_dossiernummer,
    insz_verbonden
from landing.cwr_verbonden_persoon_veld
where levering_id = %(levering_id)s;
analyze pg_temp.verbonden_persoon;

create temporary table pg_temp.verwijderde_woning on commit drop as
select
    rij,
    woonmaatschappij_woning_id,
    landing.datum(verwijderd_op) as verwijderd_op
from landing.cwr_verwijderde_woning_veld
where levering_id = %(levering_id)s;
analyze pg_temp.verwijderde_woning
