-- regel: WIV-3.5_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenrecht
-- titel: Van een pensioen zijn begin, type en land bekend
-- klasse: ontbrekend
-- actie: Lever begin, type en land van het pensioen.
select
    geland.rij,
    veld.kolom,
    veld.waarde,
    'Dit gegeven ontbreekt. Lever begin, type en land van het pensioen.' as melding
from landing.cwr_pensioenrecht_veld as geland
cross join
    lateral (
        values
        ('begindatum_pensioen', geland.begindatum_pensioen),
        ('begindatum_recht', geland.begindatum_recht),
        ('pensioentype', geland.pensioentype),
        ('pensioen_land_code', geland.pensioen_land_code)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and veld.waarde is null
