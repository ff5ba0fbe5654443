-- regel: LMVW-11a_geometrie_geldig
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Het vlak van een plan is geldig
-- The reason in words, never the place: a coordinate would say where a confidential plan lies.
with oordeel as (
    select
        rij,
        (st_isvaliddetail(geometrie)).reason as reden
    from landing.lmvw_planregistratie_veld
    where
        levering_id = %(levering_id)s
        and geometrytype(geometrie) in ('POLYGON', 'MULTIPOLYGON')
)

select
    rij,
    'geometrie' as kolom,
    case
        when reden like 'Self-intersection%%' or reden like 'Ring Self-intersection%%' then 'zelfdoorsnijding'
        when reden like 'Hole%%' then 'gat buiten het vlak'
        when reden like 'Nested%%' or reden like 'Duplicate%%' then 'delen over elkaar'
        when reden like 'Invalid Coordinate%%' then 'coördinaat is geen getal'
        when reden like 'Interior%%' then 'vlak valt uiteen'
        else 'andere fout'
    end as waarde,
    'Het vlak is ongeldig, bijvoorbeeld omdat de rand zichzelf snijdt. Herstel de geometrie.' as melding
from oordeel
where reden is not null
