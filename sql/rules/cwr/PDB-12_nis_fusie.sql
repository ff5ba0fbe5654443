-- regel: PDB-12_nis_fusie
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Een gemeente heeft haar NIS-code van na de fusies
-- klasse: verouderd
-- actie: Gebruik de NIS-code van de gemeente na de fusie.
select
    woning.rij,
    'gemeente_nis_code' as kolom,
    woning.gemeente_nis_code as waarde,
    format('De gemeente is per %%s opgegaan in %%s. Gebruik NIS-code %%s.', fusie.ingangsdatum, nieuw.gemeente_naam, nieuw.nis_code)
        as melding
from pg_temp.woning
cross join pg_temp.levering
inner join referentie.gemeente_vlaanderen_fusie as fusie on woning.gemeente_nis_code = fusie.oude_nis_code
inner join referentie.gemeente_vlaanderen as nieuw on fusie.nis_code = nieuw.nis_code
where levering.peildatum >= fusie.ingangsdatum
