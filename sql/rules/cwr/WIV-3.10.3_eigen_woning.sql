-- regel: WIV-3.10.3_eigen_woning
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: hoofdhuurovereenkomst
-- titel: Alleen een ingehuurde woning heeft een hoofdhuurovereenkomst
-- klasse: foutief
-- actie: Controleer of de woning is ingehuurd.
select
    rij,
    'hoofdcontractnummer' as kolom,
    hoofdcontractnummer as waarde,
    'Deze woning is niet ingehuurd, maar heeft een hoofdhuurovereenkomst. Controleer of de woning is ingehuurd.' as melding
from pg_temp.hoofdhuurovereenkomst
where
    exists (
        select from pg_temp.woning
        where woning.woonmaatschappij_woning_id = hoofdhuurovereenkomst.woonmaatschappij_woning_id and woning.ingehuurd = 'nee'
    )
