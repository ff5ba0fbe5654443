-- regel: WIV-3.1.10_referentiehuurder
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De referentiepersoon van een gezin is huurder
-- klasse: foutief
-- actie: Controleer rol en positie.
select
    rij,
    'rol' as kolom,
    rol as waarde,
    'De referentiepersoon is geen huurder. Controleer rol en positie.' as melding
from pg_temp.gezinslid
where
    positie_code = '01'
    and rol <> 'huurder'
