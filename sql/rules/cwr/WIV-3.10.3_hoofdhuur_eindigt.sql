-- regel: WIV-3.10.3_hoofdhuur_eindigt
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een hoofdhuurovereenkomst eindigt niet voor de onderhuur
-- klasse: foutief
-- actie: Lever de verlenging van de hoofdhuur of het einde van de onderhuur.
-- A lease that is open is compared on the peildatum: it need not end before the head lease does.
with hoofdhuur as (
    select
        woonmaatschappij_woning_id,
        hoofdcontractnummer,
        min(landing.datum(einddatum)) as einde
    from pg_temp.hoofdhuurovereenkomst
    group by woonmaatschappij_woning_id, hoofdcontractnummer
)

select
    huurovereenkomst.rij,
    'einddatum' as kolom,
    huurovereenkomst.einddatum as waarde,
    'De hoofdhuurovereenkomst eindigt voor deze huurovereenkomst. '
    'Lever de verlenging van de hoofdhuur of het einde van de onderhuur.' as melding
from pg_temp.huurovereenkomst
cross join pg_temp.levering
inner join hoofdhuur
    on
        huurovereenkomst.woonmaatschappij_woning_id = hoofdhuur.woonmaatschappij_woning_id
        and huurovereenkomst.hoofdcontractnummer = hoofdhuur.hoofdcontractnummer
where hoofdhuur.einde < coalesce(landing.datum(huurovereenkomst.einddatum), levering.peildatum)
