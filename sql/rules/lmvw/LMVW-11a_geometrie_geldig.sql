-- regel: LMVW-11a_geometrie_geldig
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Het vlak van een plan is geldig
-- maatwerk: nee
-- The reason in words, never the place: a coordinate would say where a confidential plan lies.
select
    rij,
    'geometrie' as kolom,
    case
        when fout like 'Self-intersection%%' or fout like 'Ring Self-intersection%%' then 'zelfdoorsnijding'
        when fout like 'Hole%%' then 'gat buiten het vlak'
        when fout like 'Nested%%' or fout like 'Duplicate%%' then 'delen over elkaar'
        when fout like 'Invalid Coordinate%%' then 'coördinaat is geen getal'
        when fout like 'Interior%%' then 'vlak valt uiteen'
        else 'andere fout'
    end as waarde,
    'Het vlak is ongeldig, bijvoorbeeld omdat de rand zichzelf snijdt. Herstel de geometrie.' as melding
from pg_temp.plan
where fout is not null
