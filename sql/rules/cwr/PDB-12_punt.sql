-- regel: PDB-12_punt
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Het punt van een woning ligt in het gebied van zijn coördinaatstelsel
-- klasse: foutief
-- actie: Verbeter het coördinaatstelsel of de coördinaten.
-- The origin of Lambert 2008 (3812) lies 500 km from that of Lambert 72 (31370), so one cannot be taken for the other.
with punt as (
    select
        rij,
        crs,
        x,
        y,
        landing.getal(x) as x_m,
        landing.getal(y) as y_m
    from pg_temp.woning
    where num_nonnulls(crs, x, y) > 0
)

select
    rij,
    'x' as kolom,
    concat_ws(' ', crs, x, y) as waarde,
    'Dit punt ligt niet in Vlaanderen. Verbeter het coördinaatstelsel of de coördinaten.' as melding
from punt
where
    not coalesce(
        case crs
            when '31370' then x_m between 10000 and 300000 and y_m between 10000 and 300000
            when '3812' then x_m between 510000 and 800000 and y_m between 510000 and 800000
        end,
        false
    )
