-- regel: WIV-3.10.1_datum
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: De data van een huurovereenkomst bestaan
-- klasse: foutief
-- actie: Lever een bestaande dag van 1500 tot en met 2099, en geen einddatum zolang de huur loopt.
select
    termijn.rij,
    datum.kolom,
    datum.waarde,
    'Deze datum is geen dag van 1500 tot en met 2099. Lever een bestaande dag als jjjj-mm-dd, en geen einddatum zolang de huur loopt.'
        as melding
from pg_temp.huurovereenkomst as termijn
cross join
    lateral (
        values ('begindatum', coalesce(termijn.begindatum, '')), ('einddatum', termijn.einddatum)
    ) as datum (kolom, waarde)
where
    datum.waarde is not null
    and landing.datum(datum.waarde) is null
