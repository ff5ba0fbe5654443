-- regel: WIV-3.1.10_referentiehuurder
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De referentiepersoon van een gezin is huurder
-- klasse: foutief
-- actie: Verbeter de rol of de positie in het gezin.
select
    rij,
    'rol' as kolom,
    rol as waarde,
    'De referentiepersoon is geen huurder. Verbeter de rol of de positie in het gezin.' as melding
from pg_temp.gezinslid
where
    positie_code = '01'
    and rol <> 'huurder'
