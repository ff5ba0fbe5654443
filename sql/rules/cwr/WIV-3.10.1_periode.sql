-- regel: WIV-3.10.1_periode
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een huurovereenkomst eindigt niet voor haar begin
-- klasse: foutief
-- actie: Controleer beide.
select
    rij,
    'einddatum' as kolom,
    einddatum as waarde,
    'De einddatum ligt voor de begindatum. Controleer beide.' as melding
from pg_temp.huurovereenkomst
where
    landing.datum(einddatum) < landing.datum(begindatum)
