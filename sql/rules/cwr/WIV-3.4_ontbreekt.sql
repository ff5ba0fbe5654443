-- regel: WIV-3.4_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: Van een uitkering zijn begindatum, situatie en dossiernummer bekend
-- klasse: ontbrekend
-- actie: Vraag het gegeven na bij het OCMW en lever het.
select
    geland.rij,
    veld.kolom,
    veld.waarde,
    'Dit gegeven ontbreekt. Vraag het gegeven na bij het OCMW en lever het.' as melding
from landing.cwr_ocmw_maand_veld as geland
cross join
    lateral (
        values
        ('begindatum', geland.begindatum),
        ('partnersituatie', geland.partnersituatie),
        ('ocmw_dossiernummer', geland.ocmw_dossiernummer)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and veld.waarde is null
