-- regel: WIV-3.10.7_buiten_huur
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurprijsberekening
-- titel: Een huurprijsberekening valt in haar huurovereenkomst
-- klasse: foutief
-- actie: Verbeter de begindatum van de berekening of van de huurovereenkomst.
with overeenkomst as (
    select
        contractnummer,
        max(landing.datum(begindatum)) as begin,
        min(einde) as einde
    from pg_temp.huurovereenkomst
    group by contractnummer
)

select
    berekening.rij,
    'begindatum' as kolom,
    berekening.begindatum as waarde,
    'Deze berekening begint voor of na de huurovereenkomst. Verbeter de begindatum van de berekening of van de huurovereenkomst.' as melding
from pg_temp.huurprijsberekening as berekening
inner join overeenkomst on berekening.contractnummer = overeenkomst.contractnummer
where
    landing.datum(berekening.begindatum) < overeenkomst.begin
    or landing.datum(berekening.begindatum) > overeenkomst.einde
