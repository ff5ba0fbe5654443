-- regel: PDB-12_ontbreekt
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Van een woning zijn gebouweenheid, punt, bouwjaar en markthuurwaarde bekend
-- klasse: ontbrekend
-- actie: Lever het zodra u het kent.
select
    woning.rij,
    veld.kolom,
    null as waarde,
    'Dit gegeven ontbreekt. Lever het zodra u het kent.' as melding
from pg_temp.woning
cross join
    lateral (
        values
        ('gebouweenheid_id', woning.gebouweenheid_id),
        ('x', woning.x),
        ('bouwjaar', woning.bouwjaar),
        ('markthuurwaarde', woning.markthuurwaarde)
    ) as veld (kolom, waarde)
where veld.waarde is null
