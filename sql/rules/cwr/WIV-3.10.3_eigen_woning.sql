-- regel: WIV-3.10.3_eigen_woning
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: hoofdhuurovereenkomst
-- titel: Alleen een ingehuurde woning heeft een hoofdhuurovereenkomst
-- klasse: foutief
-- actie: Controleer of de woning is ingehuurd.
select
    hoofdhuurovereenkomst.rij,
    'hoofdcontractnummer' as kolom,
    hoofdhuurovereenkomst.hoofdcontractnummer as waarde,
    'Deze woning is niet ingehuurd, maar heeft een hoofdhuurovereenkomst. Controleer of de woning is ingehuurd.' as melding
from pg_temp.hoofdhuurovereenkomst
inner join pg_temp.woning on hoofdhuurovereenkomst.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
where woning.ingehuurd = 'nee'
