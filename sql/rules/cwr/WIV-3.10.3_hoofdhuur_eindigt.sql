-- regel: WIV-3.10.3_hoofdhuur_eindigt
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een hoofdhuurovereenkomst eindigt niet voor de onderhuur
-- klasse: foutief
-- actie: Controleer beide einddata.
-- A lease that is open is compared on the peildatum: it need not end before the head lease does.
select
    huurovereenkomst.rij,
    'einddatum' as kolom,
    huurovereenkomst.einddatum as waarde,
    'De hoofdhuurovereenkomst eindigt voor deze huurovereenkomst. Controleer beide einddata.' as melding
from pg_temp.huurovereenkomst
cross join pg_temp.levering
inner join pg_temp.hoofdhuurovereenkomst
    on
        huurovereenkomst.woonmaatschappij_woning_id = hoofdhuurovereenkomst.woonmaatschappij_woning_id
        and huurovereenkomst.hoofdcontractnummer = hoofdhuurovereenkomst.hoofdcontractnummer
where
    landing.datum(hoofdhuurovereenkomst.einddatum)
    < coalesce(landing.datum(huurovereenkomst.einddatum), levering.peildatum)
