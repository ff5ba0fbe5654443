-- regel: WIV-3.10.1_overlap
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Huurovereenkomsten van een woning volgen op elkaar
-- klasse: foutief
-- actie: Verbeter begin of einde, zodat de huurovereenkomsten op elkaar volgen.
-- The last day of a lease is still part of it.
with termijn as (
    select
        rij,
        woonmaatschappij_woning_id,
        begindatum,
        landing.datum(begindatum) as begin,
        einde
    from pg_temp.huurovereenkomst
    where woonmaatschappij_woning_id is not null
),

volgorde as (
    select
        rij,
        begindatum,
        begin,
        max(einde) over (
            partition by woonmaatschappij_woning_id
            order by begin, rij rows between unbounded preceding and 1 preceding
        ) as eerder_einde
    from termijn
    where begin is not null
)

select
    rij,
    'begindatum' as kolom,
    begindatum as waarde,
    'Deze huurovereenkomst begint terwijl een andere voor dezelfde woning nog loopt. '
    'Verbeter begin of einde, zodat de huurovereenkomsten op elkaar volgen.' as melding
from volgorde
where begin <= eerder_einde
