-- regel: WIV-3.2.2_nis_fusie
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: De ligging van het verhuurde goed heeft de NIS-code van na de fusies
-- klasse: verouderd
-- actie: Lever de NIS-code van de gemeente na de fusie.
select
    eigenaar.rij,
    'gemeente_nis_code' as kolom,
    eigenaar.gemeente_nis_code as waarde,
    'De gemeente is voor de peildatum opgegaan in een andere. Lever de NIS-code van de gemeente na de fusie.' as melding
from landing.cwr_eigenaar_veld as eigenaar
cross join pg_temp.levering
inner join referentie.gemeente_vlaanderen_fusie as fusie on eigenaar.gemeente_nis_code = fusie.oude_nis_code
where
    eigenaar.levering_id = %(levering_id)s
    and levering.peildatum >= fusie.ingangsdatum
