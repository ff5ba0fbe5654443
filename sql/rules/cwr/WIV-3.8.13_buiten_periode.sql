-- regel: WIV-3.8.13_buiten_periode
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: aoVergoeding
-- titel: Een vergoeding valt in de arbeidsongeschiktheid waarvoor zij is
-- klasse: foutief
-- actie: Controleer de datums.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    geland.rij,
    'begindatum' as kolom,
    null as waarde,
    'De vergoeding begint voor of na de arbeidsongeschiktheid. Controleer de datums.' as melding
from landing.cwr_ao_vergoeding_veld as geland
inner join landing.cwr_arbeidsongeschiktheid_veld as dossier
    on
        geland.levering_id = dossier.levering_id
        and geland.contractnummer = dossier.contractnummer
        and geland.computernummer = dossier.computernummer
        and geland.ao_dossiernummer = dossier.ao_dossiernummer
where
    geland.levering_id = %(levering_id)s
    and (
        landing.datum(geland.begindatum) < landing.datum(dossier.begindatum)
        or landing.datum(geland.begindatum) > landing.datum(dossier.einddatum)
    )
