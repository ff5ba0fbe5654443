-- regel: WIV-3.8_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: arbeidsongeschiktheid
-- titel: Van een arbeidsongeschiktheid zijn type en situatie bekend
-- klasse: ontbrekend
-- actie: Lever type en situatie van de arbeidsongeschiktheid.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    geland.rij,
    veld.kolom,
    null as waarde,
    'Dit gegeven ontbreekt. Lever type en situatie van de arbeidsongeschiktheid.' as melding
from landing.cwr_arbeidsongeschiktheid_veld as geland
cross join
    lateral (
        values
        ('ao_type', geland.ao_type),
        ('risico_situatie', geland.risico_situatie)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and veld.waarde is null
