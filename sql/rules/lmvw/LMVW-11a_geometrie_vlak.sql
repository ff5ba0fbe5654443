-- regel: LMVW-11a_geometrie_vlak
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: De geometrie is een vlak in RD New
-- maatwerk: nee
-- Bounds of EPSG:28992. Coordinates in another reference system fall outside, whatever system the file says it has.
select
    rij,
    'geometrie' as kolom,
    vorm as waarde,
    case
        when
            vorm in ('CURVEPOLYGON', 'MULTISURFACE')
            then 'Dit vlak heeft bogen. Zet ze in uw GIS om naar rechte lijnstukken en lever opnieuw.'
        when vorm not in ('POLYGON', 'MULTIPOLYGON') then 'De geometrie is geen vlak. Lever een polygoon.'
        when srid <> 28992 then 'De geometrie is niet in RD New. Lever in EPSG:28992.'
        else 'De geometrie ligt buiten het bereik van RD New. Lever in EPSG:28992.'
    end as melding
from pg_temp.plan
where not leeg and (vorm not in ('POLYGON', 'MULTIPOLYGON') or srid <> 28992 or not in_bereik)
