-- regel: WIV-3.1.8_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: Van een huurder is het beroep bekend
-- klasse: ontbrekend
-- actie: Vraag het beroep aan de huurder en lever het.
select
    rij,
    'beroep' as kolom,
    beroep as waarde,
    'Het beroep ontbreekt. Vraag het beroep aan de huurder en lever het.' as melding
from pg_temp.gezinslid
where
    rol = 'huurder'
    and beroep is null
