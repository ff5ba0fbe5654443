-- regel: WIV-3.10.21_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een geconventioneerde huurovereenkomst heeft een attest
-- klasse: ontbrekend
-- actie: Lever het attestnummer van de geconventioneerde verhuring.
select
    rij,
    'attestnummer' as kolom,
    null as waarde,
    'Het attestnummer van de geconventioneerde verhuring ontbreekt. Lever het attestnummer van de geconventioneerde verhuring.' as melding
from pg_temp.huurovereenkomst
where
    attestnummer is null
    and exists (
        select from pg_temp.woning
        where woning.woonmaatschappij_woning_id = huurovereenkomst.woonmaatschappij_woning_id and woning.huurstelsel = 'geconventioneerd'
    )
