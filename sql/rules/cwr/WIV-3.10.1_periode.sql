-- regel: WIV-3.10.1_periode
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een huurovereenkomst eindigt niet voor haar begin
-- klasse: foutief
-- actie: Verbeter de begindatum of de einddatum.
select
    rij,
    'einddatum' as kolom,
    einddatum as waarde,
    'De einddatum ligt voor de begindatum. Verbeter de begindatum of de einddatum.' as melding
from pg_temp.huurovereenkomst
where
    landing.datum(einddatum) < landing.datum(begindatum)
