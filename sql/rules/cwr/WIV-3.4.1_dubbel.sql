-- regel: WIV-3.4.1_dubbel
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwJaar
-- titel: Een uitkering van een jaar komt een keer voor
-- klasse: overtollig
-- actie: Lever elke uitkering een keer per jaar.
with geland as (
    select
        rij,
        refertejaar,
        count(*) over zelfde as aantal
    from landing.cwr_ocmw_jaar_veld
    where levering_id = %(levering_id)s and refertejaar is not null
    window zelfde as (partition by contractnummer, computernummer, refertejaar, type_uitkering)
)

select
    rij,
    'refertejaar' as kolom,
    refertejaar as waarde,
    'Deze uitkering staat voor hetzelfde jaar meer dan een keer bij dezelfde persoon. Lever elke uitkering een keer per jaar.' as melding
from geland
where aantal > 1
