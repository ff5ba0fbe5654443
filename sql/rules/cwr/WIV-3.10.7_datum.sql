-- regel: WIV-3.10.7_datum
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.10
-- laag: huurprijsberekening
-- titel: De data van een huurprijsberekening bestaan
-- klasse: foutief
-- actie: Lever een bestaande dag als jjjj-mm-dd.
select
    termijn.rij,
    datum.kolom,
    datum.waarde,
    'Deze datum bestaat niet. Lever een bestaande dag als jjjj-mm-dd.' as melding
from pg_temp.huurprijsberekening as termijn
cross join
    lateral (
        values ('begindatum', coalesce(termijn.begindatum, '')), ('einddatum', termijn.einddatum)
    ) as datum (kolom, waarde)
where
    datum.waarde is not null
    and landing.datum(datum.waarde) is null
