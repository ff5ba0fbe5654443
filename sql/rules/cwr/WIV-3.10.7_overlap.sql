-- regel: WIV-3.10.7_overlap
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurprijsberekening
-- titel: Huurprijsberekeningen van een huurovereenkomst volgen op elkaar
-- klasse: foutief
-- actie: Verbeter begin of einde, zodat de berekeningen op elkaar volgen.
with termijn as (
    select
        rij,
        contractnummer,
        begindatum,
        landing.datum(begindatum) as begin,
        coalesce(landing.datum(einddatum), 'infinity') as einde
    from pg_temp.huurprijsberekening
    where contractnummer is not null
),

volgorde as (
    select
        rij,
        begindatum,
        begin,
        max(einde) over (
            partition by contractnummer
            order by begin, rij rows between unbounded preceding and 1 preceding
        ) as eerder_einde
    from termijn
    where begin is not null
)

select
    rij,
    'begindatum' as kolom,
    begindatum as waarde,
    'Deze berekening begint terwijl een andere nog geldt. Verbeter begin of einde, zodat de berekeningen op elkaar volgen.' as melding
from volgorde
where begin <= eerder_einde
