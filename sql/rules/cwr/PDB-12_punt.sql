-- regel: PDB-12_punt
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Het punt van een woning ligt in het gebied van zijn coördinaatstelsel
-- klasse: foutief
-- actie: Controleer het coördinaatstelsel en de coördinaten.
-- The origin of Lambert 2008 (3812) lies 500 km from that of Lambert 72 (31370), so one cannot be taken for the other.
select
    woning.rij,
    'x' as kolom,
    concat_ws(' ', woning.crs, woning.x, woning.y) as waarde,
    'Dit punt ligt niet in Vlaanderen. Controleer het coördinaatstelsel en de coördinaten.' as melding
from pg_temp.woning
cross join
    lateral (
        select
            landing.getal(woning.x) as x,
            landing.getal(woning.y) as y
    ) as punt
where
    num_nonnulls(woning.crs, woning.x, woning.y) > 0
    and not coalesce(
        case woning.crs
            when '31370' then punt.x between 10000 and 300000 and punt.y between 10000 and 300000
            when '3812' then punt.x between 510000 and 800000 and punt.y between 510000 and 800000
        end,
        false
    )
