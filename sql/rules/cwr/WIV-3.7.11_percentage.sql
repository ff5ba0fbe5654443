-- regel: WIV-3.7.11_percentage
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: Percentages van ongeschiktheid liggen tussen 0 en 100
-- klasse: foutief
-- actie: Lever een percentage van 0 tot 100.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    geland.rij,
    veld.kolom,
    null as waarde,
    'Dit percentage ligt niet tussen 0 en 100. Lever een percentage van 0 tot 100.' as melding
from landing.cwr_handicap_veld as geland
cross join
    lateral (
        values
        ('percentage_ongeschiktheid', geland.percentage_ongeschiktheid),
        ('percentage_lichamelijk', geland.percentage_lichamelijk),
        ('percentage_geestelijk', geland.percentage_geestelijk),
        ('vermindering_verdienvermogen', geland.vermindering_verdienvermogen)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and veld.waarde is not null
    and coalesce(landing.getal(veld.waarde) not between 0 and 100, true)
