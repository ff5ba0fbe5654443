-- regel: WIV-3.10.3_zonder_hoofdhuur
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: woning
-- titel: Een ingehuurde woning heeft een hoofdhuurovereenkomst
-- klasse: onvolledig
-- actie: Lever de overeenkomst met de eigenaar.
select
    rij,
    'ingehuurd' as kolom,
    ingehuurd as waarde,
    'Deze ingehuurde woning heeft geen hoofdhuurovereenkomst. Lever de overeenkomst met de eigenaar.' as melding
from pg_temp.woning
where
    ingehuurd = 'ja'
    and not exists (
        select from pg_temp.hoofdhuurovereenkomst
        where hoofdhuurovereenkomst.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
    )
