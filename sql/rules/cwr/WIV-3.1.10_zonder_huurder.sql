-- regel: WIV-3.1.10_zonder_huurder
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.1
-- laag: huurovereenkomst
-- titel: Een huurovereenkomst heeft een huurder
-- klasse: onvolledig
-- actie: Lever ten minste een gezinslid met rol huurder.
select
    rij,
    'contractnummer' as kolom,
    contractnummer as waarde,
    'Deze huurovereenkomst heeft geen huurder. Lever ten minste een gezinslid met rol huurder.' as melding
from pg_temp.huurovereenkomst
where
    not exists (
        select from pg_temp.gezinslid
        where gezinslid.contractnummer = huurovereenkomst.contractnummer and gezinslid.rol = 'huurder'
    )
