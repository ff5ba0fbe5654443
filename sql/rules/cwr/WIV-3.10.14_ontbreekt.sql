-- regel: WIV-3.10.14_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Van een beëindigde huurovereenkomst is bekend hoe zij eindigde
-- klasse: ontbrekend
-- actie: Lever het huureinde met de soort en de datum.
select
    rij,
    'einddatum' as kolom,
    einddatum as waarde,
    'Deze huurovereenkomst is beëindigd, maar het huureinde ontbreekt. Lever het huureinde met de soort en de datum.' as melding
from pg_temp.huurovereenkomst
where
    einddatum is not null
    and not exists (
        select from pg_temp.huureinde
        where huureinde.contractnummer = huurovereenkomst.contractnummer
    )
