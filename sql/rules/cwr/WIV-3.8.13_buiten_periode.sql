-- regel: WIV-3.8.13_buiten_periode
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: aoVergoeding
-- titel: Een vergoeding valt in de arbeidsongeschiktheid waarvoor zij is
-- klasse: foutief
-- actie: Verbeter de begindatum van de vergoeding of de periode van het dossier.
-- Data of article 9 GDPR: the value stays where it was delivered.
-- One pass over both layers instead of a join: no health data in a table of its own, and no figures of the server are needed.
with deel as (
    select
        rij,
        contractnummer,
        computernummer,
        ao_dossiernummer,
        landing.datum(begindatum) as begin,
        null::date as dossier_begin,
        null::date as dossier_einde
    from landing.cwr_ao_vergoeding_veld
    where levering_id = %(levering_id)s
    union all
    select
        null as rij,
        contractnummer,
        computernummer,
        ao_dossiernummer,
        null as begin,
        landing.datum(begindatum) as dossier_begin,
        landing.datum(einddatum) as dossier_einde
    from landing.cwr_arbeidsongeschiktheid_veld
    where levering_id = %(levering_id)s
),

vergoeding as (
    select
        rij,
        begin,
        max(dossier_begin) over dossier as dossier_begin,
        min(dossier_einde) over dossier as dossier_einde
    from deel
    where num_nulls(contractnummer, computernummer, ao_dossiernummer) = 0
    window dossier as (partition by contractnummer, computernummer, ao_dossiernummer)
)

select
    rij,
    'begindatum' as kolom,
    null as waarde,
    'De vergoeding begint voor of na de arbeidsongeschiktheid. '
    'Verbeter de begindatum van de vergoeding of de periode van het dossier.' as melding
from vergoeding
where
    begin < dossier_begin
    or begin > dossier_einde
