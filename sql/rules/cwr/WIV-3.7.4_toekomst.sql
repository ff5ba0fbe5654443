-- regel: WIV-3.7.4_toekomst
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: Over een erkenning is beslist voor de peildatum
-- klasse: foutief
-- actie: Verbeter de datum van de beslissing.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    geland.rij,
    'beslissingsdatum' as kolom,
    null as waarde,
    'De datum van de beslissing ligt na de peildatum. Verbeter de datum van de beslissing.' as melding
from landing.cwr_handicap_veld as geland
cross join pg_temp.levering
where
    geland.levering_id = %(levering_id)s
    and landing.datum(geland.beslissingsdatum) > levering.peildatum
