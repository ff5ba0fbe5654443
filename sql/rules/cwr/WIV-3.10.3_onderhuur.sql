-- regel: WIV-3.10.3_onderhuur
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een onderhuurovereenkomst noemt de hoofdhuurovereenkomst van haar woning
-- klasse: onvolledig
-- actie: Lever het juiste hoofdcontractnummer.
with woning as (
    select
        woonmaatschappij_woning_id,
        bool_or(ingehuurd = 'ja') as ingehuurd
    from pg_temp.woning
    group by woonmaatschappij_woning_id
)

select
    huurovereenkomst.rij,
    'hoofdcontractnummer' as kolom,
    huurovereenkomst.hoofdcontractnummer as waarde,
    'Bij deze huurovereenkomst hoort geen hoofdhuurovereenkomst van deze woning. Lever het juiste hoofdcontractnummer.' as melding
from pg_temp.huurovereenkomst
inner join woning on huurovereenkomst.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
where
    (woning.ingehuurd or huurovereenkomst.hoofdcontractnummer is not null)
    and not exists (
        select from pg_temp.hoofdhuurovereenkomst
        where
            hoofdhuurovereenkomst.woonmaatschappij_woning_id = huurovereenkomst.woonmaatschappij_woning_id
            and hoofdhuurovereenkomst.hoofdcontractnummer = huurovereenkomst.hoofdcontractnummer
    )
