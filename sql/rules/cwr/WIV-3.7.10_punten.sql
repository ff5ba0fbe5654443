-- regel: WIV-3.7.10_punten
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: Punten voor ongeschiktheid en zelfredzaamheid zijn gehele getallen van 0 tot 99
-- klasse: foutief
-- actie: Lever een geheel aantal punten van 0 tot 99.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    geland.rij,
    veld.kolom,
    null as waarde,
    'Dit aantal punten kan niet. Lever een geheel aantal punten van 0 tot 99.' as melding
from landing.cwr_handicap_veld as geland
cross join
    lateral (
        values
        ('totaal_punten', geland.totaal_punten),
        ('zelfredzaamheid', geland.zelfredzaamheid)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and veld.waarde is not null
    and coalesce(landing.geheel(veld.waarde) not between 0 and 99, true)
