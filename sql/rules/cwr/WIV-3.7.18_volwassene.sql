-- regel: WIV-3.7.18_volwassene
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: Alleen kinderen hebben punten per pijler
-- klasse: overtollig
-- actie: Laat de punten per pijler weg of verbeter de wetgeving.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    geland.rij,
    veld.kolom,
    null as waarde,
    'Punten per pijler zijn er alleen voor kinderen. Laat de punten per pijler weg of verbeter de wetgeving.' as melding
from landing.cwr_handicap_veld as geland
cross join
    lateral (
        values
        ('punten_pijler1', geland.punten_pijler1),
        ('punten_pijler2', geland.punten_pijler2),
        ('punten_pijler3', geland.punten_pijler3)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and geland.wetgeving = 'volwassene'
    and veld.waarde is not null
