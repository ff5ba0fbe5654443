-- regel: LMVW-11a_geometrie_vlak
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: De geometrie is een vlak in RD New
-- Bounds of EPSG:28992. Coordinates in another reference system fall outside, whatever system the file says it has.
select
    rij,
    'geometrie' as kolom,
    geometrytype(geometrie) as waarde,
    case
        when geometrytype(geometrie) not in ('POLYGON', 'MULTIPOLYGON') then 'De geometrie is geen vlak. Lever een polygoon.'
        when st_srid(geometrie) <> 28992 then 'De geometrie is niet in RD New. Lever in EPSG:28992.'
        else 'De geometrie ligt buiten het bereik van RD New. Lever in EPSG:28992.'
    end as melding
from landing.lmvw_planregistratie_veld
where
    levering_id = %(levering_id)s
    and not st_isempty(geometrie)
    and (
        geometrytype(geometrie) not in ('POLYGON', 'MULTIPOLYGON')
        or st_srid(geometrie) <> 28992
        or not (
            st_xmin(geometrie) >= -7000 and st_xmax(geometrie) <= 300000
            and st_ymin(geometrie) >= 289000 and st_ymax(geometrie) <= 629000
        )
    )
