-- regel: WIV-3.9_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: gezinsbijslag
-- titel: Van een dossier van gezinsbijslag zijn fonds, begin en bijwerking bekend
-- klasse: ontbrekend
-- actie: Lever rechthebbenden, fonds, begin en bijwerking van het dossier.
select
    geland.rij,
    veld.kolom,
    veld.waarde,
    'Dit gegeven ontbreekt. Lever rechthebbenden, fonds, begin en bijwerking van het dossier.' as melding
from landing.cwr_gezinsbijslag_veld as geland
cross join
    lateral (
        values
        ('rechthebbenden', geland.rechthebbenden),
        ('fonds_id', geland.fonds_id),
        ('begin_recht', geland.begin_recht),
        ('bijgewerkt_op', geland.bijgewerkt_op)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and veld.waarde is null
