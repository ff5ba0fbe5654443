-- regel: WIV-3.10.7_verouderd
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: De huurprijs van een lopende huurovereenkomst is in het laatste jaar berekend
-- klasse: verouderd
-- actie: Lever de huurprijsberekening die nu geldt.
with laatste as (
    select
        contractnummer,
        max(landing.datum(begindatum)) as begin
    from pg_temp.huurprijsberekening
    group by contractnummer
)

select
    huurovereenkomst.rij,
    'contractnummer' as kolom,
    huurovereenkomst.contractnummer as waarde,
    'De laatste huurprijsberekening is te oud. Lever de huurprijsberekening die nu geldt.' as melding
from pg_temp.huurovereenkomst
cross join pg_temp.levering
inner join laatste on huurovereenkomst.contractnummer = laatste.contractnummer
inner join pg_temp.parameter on parameter.naam = 'huurprijsberekening_maanden'
where
    huurovereenkomst.einde >= levering.peildatum
    and laatste.begin < levering.peildatum - make_interval(months => parameter.waarde)
