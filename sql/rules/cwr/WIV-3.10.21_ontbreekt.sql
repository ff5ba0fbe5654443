-- regel: WIV-3.10.21_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een geconventioneerde huurovereenkomst heeft een attest
-- klasse: ontbrekend
-- actie: Lever het nummer.
select
    huurovereenkomst.rij,
    'attestnummer' as kolom,
    null as waarde,
    'Het attestnummer van de geconventioneerde verhuring ontbreekt. Lever het nummer.' as melding
from pg_temp.huurovereenkomst
inner join pg_temp.woning on huurovereenkomst.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
where
    woning.huurstelsel = 'geconventioneerd'
    and huurovereenkomst.attestnummer is null
