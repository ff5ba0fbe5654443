-- regel: PDB-12_ontbreekt
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Van een woning zijn gebouweenheid, punt, bouwjaar en markthuurwaarde bekend
-- klasse: ontbrekend
-- actie: Lever wat ontbreekt: gebouweenheid, punt, bouwjaar of markthuurwaarde.
select
    woning.rij,
    veld.kolom,
    null as waarde,
    'Dit gegeven ontbreekt. Lever wat ontbreekt: gebouweenheid, punt, bouwjaar of markthuurwaarde.' as melding
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
