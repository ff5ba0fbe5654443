-- regel: WIV-3.3.1_dubbel
-- ernst: waarschuwing
-- artikel: 3.3
-- laag: aanslagbiljet
-- titel: Een aanslagbiljet komt een keer voor
-- klasse: overtollig
-- actie: Lever elk aanslagbiljet een keer.
with geland as (
    select
        rij,
        inkomensjaar,
        count(*) over zelfde as aantal
    from landing.cwr_aanslagbiljet_veld
    where levering_id = %(levering_id)s and inkomensjaar is not null
    window zelfde as (partition by contractnummer, computernummer, inkomensjaar, artikelnummer)
)

select
    rij,
    'inkomensjaar' as kolom,
    inkomensjaar as waarde,
    'Dit aanslagbiljet staat meer dan een keer bij dezelfde persoon. Lever elk aanslagbiljet een keer.' as melding
from geland
where aantal > 1
