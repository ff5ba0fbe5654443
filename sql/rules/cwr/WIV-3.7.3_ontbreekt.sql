-- regel: WIV-3.7.3_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: Van een erkenning zijn de beslissing en het begin bekend
-- klasse: ontbrekend
-- actie: Lever de datum van de beslissing en het begin van de erkenning.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    geland.rij,
    veld.kolom,
    null as waarde,
    'Van deze erkenning ontbreekt een datum. Lever de datum van de beslissing en het begin van de erkenning.' as melding
from landing.cwr_handicap_veld as geland
cross join
    lateral (
        values
        ('beslissingsdatum', geland.beslissingsdatum),
        ('begin_erkenning', geland.begin_erkenning)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and geland.beslissing_status = 'erkend'
    and veld.waarde is null
