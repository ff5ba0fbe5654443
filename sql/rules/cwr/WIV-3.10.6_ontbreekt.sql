-- regel: WIV-3.10.6_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een lopende huurovereenkomst heeft een huurprijsberekening
-- klasse: ontbrekend
-- actie: Lever de huurprijsberekening die nu geldt.
select
    huurovereenkomst.rij,
    'contractnummer' as kolom,
    huurovereenkomst.contractnummer as waarde,
    'Deze huurovereenkomst heeft geen huurprijsberekening. Lever de huurprijsberekening die nu geldt.' as melding
from pg_temp.huurovereenkomst
cross join pg_temp.levering
where
    huurovereenkomst.einde >= levering.peildatum
    and not exists (
        select from pg_temp.huurprijsberekening
        where huurprijsberekening.contractnummer = huurovereenkomst.contractnummer
    )
