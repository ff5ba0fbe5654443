-- regel: WIV-3.10.3_eigen_woning
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: hoofdhuurovereenkomst
-- titel: Alleen een ingehuurde woning heeft een hoofdhuurovereenkomst
-- klasse: foutief
-- actie: Zet ingehuurd op ja of laat de hoofdhuurovereenkomst weg.
select
    rij,
    'hoofdcontractnummer' as kolom,
    hoofdcontractnummer as waarde,
    'Deze woning is niet ingehuurd, maar heeft een hoofdhuurovereenkomst. '
    'Zet ingehuurd op ja of laat de hoofdhuurovereenkomst weg.' as melding
from pg_temp.hoofdhuurovereenkomst
where
    exists (
        select from pg_temp.woning
        where woning.woonmaatschappij_woning_id = hoofdhuurovereenkomst.woonmaatschappij_woning_id and woning.ingehuurd = 'nee'
    )
