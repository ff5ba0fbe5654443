-- What was landed, unfolded: one text column per field of the contracts, exactly as delivered (LMVW-5c).
-- json_to_record parses a record once for all its fields. Rules and staging models read these views; nothing else parses waarden.
-- `create or replace` only adds columns at the end, so a new field goes last in its list.
set local role woonkluis_eigenaar;

-- Delivered text as a number or a day, null when it is neither: no rule and no model may stop at dirty input.
-- [0-9] and a plain space, because \d and \s also match what a cast refuses.
create or replace function landing.getal(waarde text) returns numeric
language sql
immutable
parallel safe
return case when waarde ~ '^ *[+-]?([0-9]{1,15}([.][0-9]{0,6}0*)?|[.][0-9]{1,6}0*) *$' then waarde::numeric end;

create or replace function landing.geheel(waarde text) returns integer
language sql
immutable
parallel safe
return case
    when waarde ~ '^-?[0-9]{1,9}$' then waarde::integer
    when waarde ~ '^ *[+-]?[0-9]{1,9}([.]0*)? *$' then waarde::numeric::integer
end;

create or replace function landing.datum(waarde text) returns date
language sql
immutable
parallel safe
return case
    when
        waarde ~ '^(1[5-9]|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
        and substr(waarde, 9, 2)::integer <= extract(
            day from make_date(substr(waarde, 1, 4)::integer, substr(waarde, 6, 2)::integer, 1) + interval '1 month - 1 day'
        )
        then make_date(substr(waarde, 1, 4)::integer, substr(waarde, 6, 2)::integer, substr(waarde, 9, 2)::integer)
end;

comment on function landing.getal(text) is 'Delivered text as a number; null when it is none';
comment on function landing.geheel(text) is 'Delivered text as a whole number (5 and 5.0, not 5.5); null when it is none';
comment on function landing.datum(text) is 'Delivered text (2026-01-31) as a day; null when there is no such day';
revoke all on function landing.getal(text), landing.geheel(text), landing.datum(text) from public;
grant execute on function landing.getal(text), landing.geheel(text), landing.datum(text) to woonkluis_lader, woonkluis_bouwer;

do $$
declare
    laag record;
    kolom text;
begin
    for laag in
        select
            tabel,
            tabel || '_veld' as naam,
            regexp_split_to_array(velden, '\s+') as velden
        from (values
            ('lmvw_planregistratie', 'globalid creator created editor edited plannaam provincie regio gemeente woonplaats vertrouwelijkheid
            opdrachtgever_type opdrachtgever_naam oplevering_eerste oplevering_laatste opmerkingen_basis opmerkingen_status
            opmerkingen_kwalitatief toelichting_knelpunten plantype masterplan bestemmingsplan zoekgebied projectfase
            status_planologisch beoogd_woonmilieu_abf5 beoogd_woonmilieu_abf13 knelpunten_meerkeuze verhuurder_type
            aantal_huurwoningen_corporatie aantal_tijdelijke_woningen aantal_nultreden_woningen aantal_geclusterde_woningen
            aantal_zorggeschikte_woningen totaal_bouw totaal_bouw_gerealiseerd totaal_bouw_resterend totaal_sloop
            totaal_sloop_gerealiseerd totaal_sloop_resterend totaal_netto totaal_netto_gerealiseerd totaal_netto_resterend
            totaal_eengezins_resterend totaal_meergezins_resterend totaal_type_onbekend_resterend totaal_koop_resterend
            totaal_huur_resterend totaal_koop_huur_onbekend_resterend totaal_koop1 totaal_koop2 totaal_koop3 totaal_koop4
            totaal_koop_onbekend totaal_huur1 totaal_huur2 totaal_huur3 totaal_huur4 totaal_huur_onbekend totaal_eigendom_onbekend
            aantal_middenhuur_corporatie onzelfstandige_wooneenheden overkoeppelende_plan_id overkoeppelende_plan_naam koppelid
            klopt_geom shape_length shape_area energieconcept tapwatervoorziening realisatiekans aandachtsgroepen sleutelproject
            ph_short1 ph_short2 ph_short3 ph_text1 ph_text3 ph_text4 ph_text5 ph_text6 ph_text7 ph_text8 ph_text10
            ph_date1 ph_date2 ph_date3
            aantal_studentenwoningen blad
            identificatie_nr eigenaar in_programmering prioritering rol_gemeente rollen project_status start_project eind_project
            projectfasen planologische_planstatus wijk buurt maatwerk_eigenschappen'),
            ('lmvw_detailplanning', 'globalid creator created editor edited parent_globalid gemeente regio vertrouwelijkheid jaartal
            meergezins_koop1 meergezins_koop2 meergezins_koop3 meergezins_koop4 meergezins_koop_onb
            meergezins_huur1 meergezins_huur2 meergezins_huur3 meergezins_huur4 meergezins_huur_onb meergezins_onbekend
            eengezins_koop1 eengezins_koop2 eengezins_koop3 eengezins_koop4 eengezins_koop_onb
            eengezins_huur1 eengezins_huur2 eengezins_huur3 eengezins_huur4 eengezins_huur_onb eengezins_onbekend
            onbekend_koop1 onbekend_koop2 onbekend_koop3 onbekend_koop4 onbekend_koop_onb
            onbekend_huur1 onbekend_huur2 onbekend_huur3 onbekend_huur4 onbekend_huur_onb onbekend_onbekend
            bouw_gerealiseerd
            sloop_meergezins_koop1 sloop_meergezins_koop2 sloop_meergezins_koop3 sloop_meergezins_koop4 sloop_meergezins_koop_onb
            sloop_meergezins_huur1 sloop_meergezins_huur2 sloop_meergezins_huur3 sloop_meergezins_huur4 sloop_meergezins_huur_onb
            sloop_meergezins_onbekend
            sloop_eengezins_koop1 sloop_eengezins_koop2 sloop_eengezins_koop3 sloop_eengezins_koop4 sloop_eengezins_koop_onb
            sloop_eengezins_huur1 sloop_eengezins_huur2 sloop_eengezins_huur3 sloop_eengezins_huur4 sloop_eengezins_huur_onb
            sloop_eengezins_onbekend
            sloop_onbekend_koop1 sloop_onbekend_koop2 sloop_onbekend_koop3 sloop_onbekend_koop4 sloop_onbekend_koop_onb
            sloop_onbekend_huur1 sloop_onbekend_huur2 sloop_onbekend_huur3 sloop_onbekend_huur4 sloop_onbekend_huur_onb
            sloop_onbekend_onbekend
            sloop_gerealiseerd'),
            ('lmvw_woningblok', 'parent_globalid blok_id naam in_programmering mutatie_type aantal einddatum eengezins meergezins type_onbekend
            grootte waarde fysiek_voorkomen doelgroep grondpositie maatwerk_eigenschappen
            plan_rij parent_identificatie_nr parent_naam mutatie_woning_type mutatie_eigendom_type mutatie_contract_type mutatie_status
            opleverdatum eigendom'),
            ('lmvw_categorie', 'parent_globalid groep categorie soort jaartal aantal plan_rij blad cel'),
            ('cwr_woning', 'woonmaatschappij_woning_id gebouweenheid_id straatnaam huisnummer busnummer postcode gemeente_nis_code
            bouwjaar woningtype aantal_slaapkamers ingehuurd huurstelsel markthuurwaarde woonmaatschappij_woning_code
            woonmaatschappij_woning_groep_code vmsw_woning_id eigenaar_organisatie_id capakey adres_id crab_straat_id
            crs x y status renovatiejaar bebouwingstype conditiescore energiecorrectie epc_versie epc_waarde epc_datum
            e_waarde_nieuwbouw e_waarde_gerenoveerd e_waarde_nieuwe_verhuring k_waarde_nieuwbouw k_waarde_gerenoveerd
            k_waarde_nieuwe_verhuring aanpasbaar_nfs2 aanpasbaar_c2008 rolstoeltoegankelijk_c2008'),
            ('cwr_huurovereenkomst', 'woonmaatschappij_woning_id contractnummer begindatum einddatum tijdelijk hoofdcontractnummer attestnummer
            geconventioneerd_contractnummer'),
            ('cwr_gezinslid', 'contractnummer computernummer rol insz naam voornamen geboortedatum geslacht nationaliteit_code
            burgerlijke_staat_code positie_code beroep straatnaam huisnummer busnummer postcode gemeente_nis_code'),
            ('cwr_huurprijsberekening', 'contractnummer begindatum einddatum totaal_inkomen niet_geindexeerd_totaal_inkomen basishuurprijs
            gezinskorting onderbezettingsvergoeding reele_huur patrimoniumkorting energiecorrectie minimale_huurprijs'),
            ('cwr_hoofdhuurovereenkomst', 'woonmaatschappij_woning_id hoofdcontractnummer begindatum einddatum huurprijs'),
            ('cwr_eigenaar', 'woonmaatschappij_woning_id hoofdcontractnummer eigenaar_soort insz_eigenaar ondernemingsnummer aandeel
            straatnaam huisnummer busnummer postcode gemeente_nis_code capakey kadastrale_afdeling sectie grondnummer
            bisnummer letterexponent cijferexponent partitie'),
            ('cwr_huureinde', 'contractnummer huureinde_soort opzeg_reden opzeg_detail opgestart_op effectief_op ontbinding_reden
            ontbinding_detail'),
            ('cwr_wijziging', 'contractnummer computernummer wijziging_veld wijziging_waarde geldig_van'),
            ('cwr_aanslagbiljet', 'contractnummer computernummer inkomensjaar artikelnummer gezamenlijk_belastbaar_inkomen
            afzonderlijk_belastbaar_inkomen statuscode_a0620 statuscode_b0620 statuscode_a0210 inkohierdatum'),
            ('cwr_ocmw_jaar', 'contractnummer computernummer refertejaar type_uitkering bedrag maanden_onderbreking gedeeld_met_partner
            maximum_bereikt'),
            ('cwr_ocmw_maand', 'contractnummer computernummer refertemaand begindatum einddatum type_uitkering bedrag insz_hoofdbegunstigde
            insz_partner partnersituatie ocmw_ondernemingsnummer ocmw_dossiernummer ocmw_positie maximum_bereikt
            laatste_uitbetaling'),
            ('cwr_pensioenrecht', 'contractnummer computernummer pensioen_gemeente_nis_code pensioen_land_code taal_code pensioendossier_id
            periodiciteit begindatum_pensioen begindatum_recht pensioentype administratieve_toestand type_werkgever
            code_gezinslast voordeelcode aard_voordeel code_alleenstaande_gezin oorsprong_recht begindatum_wijziging
            afsluitingsdatum'),
            ('cwr_pensioenbetaling', 'contractnummer computernummer pensioendossier_id brutobedrag voorheffing_bedrag munteenheid index_type
            index_waarde betaalmaand beginmaand eindmaand code_echtgenoot_ten_laste kinderen_ten_laste anderen_ten_laste
            bijzondere_regels_aantal bijzondere_regels_codes ziv_code ziv_bedrag solidariteitsbijdrage
            solidariteitsbijdrage_percentage voorheffing_percentage'),
            ('cwr_werkloosheid', 'contractnummer computernummer begindatum einddatum periode_bedrag maand uitbetaald_bedrag uitkeringen_aantal
            goedgekeurd_bedrag statuut_dossier'),
            ('cwr_handicap', 'contractnummer computernummer insz_handicap wetgeving beslissing_status beslissingsdatum begin_erkenning
            einde_erkenning begin_recht einde_recht aard_handicap totaal_punten percentage_ongeschiktheid
            zelfredzaamheid percentage_lichamelijk percentage_geestelijk maandbedrag categorie_tegemoetkoming
            vermindering_verdienvermogen punten_pijler1 punten_pijler2 punten_pijler3'),
            ('cwr_arbeidsongeschiktheid', 'contractnummer computernummer ao_dossiernummer sociale_status begindatum einddatum reden_afsluiting ao_type
            risico_situatie vermoedelijke_bevallingsdatum bevallingsdatum adoptie_pleegzorgdatum'),
            ('cwr_ao_vergoeding', 'contractnummer computernummer ao_dossiernummer documenttype werknemerscategorie gezinstoestand begindatum
            einddatum type_uitkering aard_uitkering bedrag dagen_aantal uren_aantal'),
            ('cwr_gezinsbijslag', 'contractnummer computernummer rechthebbenden bijslagtrekkenden rechtgevenden fonds_id bureau_id
            bijslag_dossiernummer hoedanigheid begin_recht einde_recht bijgewerkt_op referentiedossier'),
            ('cwr_verbonden_persoon', 'contractnummer computernummer bijslag_dossiernummer insz_verbonden hoedanigheid'),
            ('cwr_verwijderde_woning', 'woonmaatschappij_woning_id verwijderd_op'),
            ('cwr_grond', 'gemeente_nis_code grondreserve_m2 verworven_m2'),
            ('cwr_bericht', 'afzender_kbo bericht_id aangemaakt_op peildatum soort volgnummer'),
            ('cwr_overgeslagen', 'element rijnummer sleutel')
        ) as lagen (tabel, velden)
    loop
        execute format(
            'create or replace view landing.%I with (security_invoker = true) as '
            'select geland.levering_id, geland.rij, geland.rij_hash, geland.geometrie, veld.* '
            'from landing.%I as geland cross join lateral json_to_record(geland.waarden) as veld (%s)',
            laag.naam, laag.tabel, (select string_agg(format('%I text', veld), ', ') from unnest(laag.velden) as veld)
        );
        execute format('comment on view landing.%I is %L', laag.naam, 'LMVW-5c: landing.' || laag.tabel || ' with one text column per field');
        execute format('comment on column landing.%I.levering_id is ''Delivery''', laag.naam);
        execute format('comment on column landing.%I.rij is ''Row in the source: fid, sheet row or sequence number''', laag.naam);
        execute format('comment on column landing.%I.rij_hash is ''SHA-256 of the values and geometry as delivered''', laag.naam);
        execute format('comment on column landing.%I.geometrie is ''Geometry as delivered''', laag.naam);
        foreach kolom in array laag.velden
        loop
            execute format('comment on column landing.%I.%I is %L', laag.naam, kolom, kolom || ' as delivered, as text; null when left out');
        end loop;
        execute format('revoke all on landing.%I from public', laag.naam);
        execute format('grant select on landing.%I to woonkluis_lader, woonkluis_bouwer', laag.naam);
    end loop;
end
$$;

reset role;
