-- regel: WIV-3.8.4_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: arbeidsongeschiktheid
-- titel: Een afgesloten dossier heeft een reden
-- klasse: ontbrekend
-- actie: Lever de reden van de afsluiting.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    'reden_afsluiting' as kolom,
    null as waarde,
    'Het dossier is afgesloten zonder reden. Lever de reden van de afsluiting.' as melding
from landing.cwr_arbeidsongeschiktheid_veld
where
    levering_id = %(levering_id)s
    and einddatum is not null
    and reden_afsluiting is null
