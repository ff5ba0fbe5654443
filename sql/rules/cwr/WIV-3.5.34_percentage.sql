-- regel: WIV-3.5.34_percentage
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenbetaling
-- titel: Een percentage ligt tussen 0 en 100
-- klasse: foutief
-- actie: Lever een percentage van 0 tot 100.
-- The schema refuses it too; the rule stands for every other contract of the register.
select
    geland.rij,
    veld.kolom,
    veld.waarde,
    'Dit percentage ligt niet tussen 0 en 100. Lever een percentage van 0 tot 100.' as melding
from landing.cwr_pensioenbetaling_veld as geland
cross join
    lateral (
        values
        ('solidariteitsbijdrage_percentage', geland.solidariteitsbijdrage_percentage),
        ('voorheffing_percentage', geland.voorheffing_percentage)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and veld.waarde is not null
    and coalesce(landing.getal(veld.waarde) not between 0 and 100, true)
