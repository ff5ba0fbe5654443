-- regel: WIV-3.4.12_insz
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: De INSZ van hoofdbegunstigde en partner hebben juiste controlecijfers
-- klasse: foutief
-- actie: Zoek het INSZ op in het Rijksregister en verbeter het.
select
    geland.rij,
    veld.kolom,
    veld.waarde,
    'Dit is geen geldig INSZ. Zoek het INSZ op in het Rijksregister en verbeter het.' as melding
from landing.cwr_ocmw_maand_veld as geland
cross join
    lateral (
        values
        ('insz_hoofdbegunstigde', geland.insz_hoofdbegunstigde),
        ('insz_partner', geland.insz_partner)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and not landing.insz_geldig(veld.waarde)
