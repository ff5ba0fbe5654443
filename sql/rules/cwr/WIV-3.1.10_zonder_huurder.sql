-- regel: WIV-3.1.10_zonder_huurder
-- ernst: blokkerend
-- artikel: 3.1
-- laag: huurovereenkomst
-- titel: Een huurovereenkomst heeft een huurder
with huurder as (
    select contractnummer
    from landing.cwr_gezinslid_veld
    where levering_id = %(levering_id)s and rol = 'huurder'
)

select
    overeenkomst.rij,
    'contractnummer' as kolom,
    overeenkomst.contractnummer as waarde,
    'Deze huurovereenkomst heeft geen huurder. Lever ten minste een gezinslid met rol huurder.' as melding
from landing.cwr_huurovereenkomst_veld as overeenkomst
left join huurder on overeenkomst.contractnummer = huurder.contractnummer
where
    overeenkomst.levering_id = %(levering_id)s
    and huurder.contractnummer is null
