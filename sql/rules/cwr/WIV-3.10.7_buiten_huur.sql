-- regel: WIV-3.10.7_buiten_huur
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurprijsberekening
-- titel: Een huurprijsberekening valt in haar huurovereenkomst
-- klasse: foutief
-- actie: Controleer de datums.
select
    berekening.rij,
    'begindatum' as kolom,
    berekening.begindatum as waarde,
    'Deze berekening begint voor of na de huurovereenkomst. Controleer de datums.' as melding
from pg_temp.huurprijsberekening as berekening
inner join pg_temp.huurovereenkomst on berekening.contractnummer = huurovereenkomst.contractnummer
where
    landing.datum(berekening.begindatum) < landing.datum(huurovereenkomst.begindatum)
    or landing.datum(berekening.begindatum) > huurovereenkomst.einde
