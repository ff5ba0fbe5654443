-- regel: WIV-3.5.18_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenbetaling
-- titel: Van een betaling van pensioen zijn bedrag en munt bekend
-- klasse: ontbrekend
-- actie: Lever het brutobedrag en de munteenheid.
select
    geland.rij,
    veld.kolom,
    veld.waarde,
    'Dit gegeven ontbreekt. Lever het brutobedrag en de munteenheid.' as melding
from landing.cwr_pensioenbetaling_veld as geland
cross join
    lateral (
        values
        ('brutobedrag', geland.brutobedrag),
        ('munteenheid', geland.munteenheid)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and veld.waarde is null
