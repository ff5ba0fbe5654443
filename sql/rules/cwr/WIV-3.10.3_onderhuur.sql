-- regel: WIV-3.10.3_onderhuur
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een onderhuurovereenkomst noemt de hoofdhuurovereenkomst van haar woning
-- klasse: onvolledig
-- actie: Lever het juiste hoofdcontractnummer.
select
    huurovereenkomst.rij,
    'hoofdcontractnummer' as kolom,
    huurovereenkomst.hoofdcontractnummer as waarde,
    'Bij deze huurovereenkomst hoort geen hoofdhuurovereenkomst van deze woning. Lever het juiste hoofdcontractnummer.' as melding
from pg_temp.huurovereenkomst
inner join pg_temp.woning on huurovereenkomst.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
where
    (woning.ingehuurd = 'ja' or huurovereenkomst.hoofdcontractnummer is not null)
    and not exists (
        select from pg_temp.hoofdhuurovereenkomst
        where
            hoofdhuurovereenkomst.woonmaatschappij_woning_id = huurovereenkomst.woonmaatschappij_woning_id
            and hoofdhuurovereenkomst.hoofdcontractnummer = huurovereenkomst.hoofdcontractnummer
    )
