-- regel: WIV-3.10.1_periode
-- ernst: blokkerend
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een huurovereenkomst eindigt niet voor haar begin
select
    rij,
    'einddatum' as kolom,
    einddatum as waarde,
    'De einddatum ligt voor de begindatum. Controleer beide.' as melding
from landing.cwr_huurovereenkomst_veld
where
    levering_id = %(levering_id)s
    and landing.datum(einddatum) < landing.datum(begindatum)
