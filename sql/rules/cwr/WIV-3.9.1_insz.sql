-- regel: WIV-3.9.1_insz
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: gezinsbijslag
-- titel: De INSZ in een dossier van gezinsbijslag hebben juiste controlecijfers
-- klasse: foutief
-- actie: Zoek de INSZ op in het Rijksregister en verbeter ze.
select
    geland.rij,
    veld.kolom,
    veld.waarde,
    'In deze lijst staat een nummer dat geen geldig INSZ is. Zoek de INSZ op in het Rijksregister en verbeter ze.' as melding
from landing.cwr_gezinsbijslag_veld as geland
cross join
    lateral (
        values
        ('rechthebbenden', geland.rechthebbenden),
        ('bijslagtrekkenden', geland.bijslagtrekkenden),
        ('rechtgevenden', geland.rechtgevenden)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and exists (
        select from string_to_table(veld.waarde, ' ') as nummer
        where not landing.insz_geldig(nummer)
    )
