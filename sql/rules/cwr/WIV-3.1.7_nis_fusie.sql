-- regel: WIV-3.1.7_nis_fusie
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De hoofdverblijfplaats heeft de NIS-code van na de fusies
-- klasse: verouderd
-- actie: Lever de NIS-code van de gemeente na de fusie.
select
    gezinslid.rij,
    'gemeente_nis_code' as kolom,
    gezinslid.gemeente_nis_code as waarde,
    'De gemeente is voor de peildatum opgegaan in een andere. Lever de NIS-code van de gemeente na de fusie.' as melding
from pg_temp.gezinslid
cross join pg_temp.levering
inner join referentie.gemeente_vlaanderen_fusie as fusie on gezinslid.gemeente_nis_code = fusie.oude_nis_code
where levering.peildatum >= fusie.ingangsdatum
