-- regel: PDB-12_nis_code
-- ernst: blokkerend
-- treft: woning
-- artikel: 2.B
-- laag: woning
-- titel: Een woning ligt in een bestaande gemeente
-- klasse: foutief
-- actie: Lever de NIS-code van de gemeente waar de woning ligt.
select
    rij,
    'gemeente_nis_code' as kolom,
    gemeente_nis_code as waarde,
    'Dit is geen NIS-code van een gemeente in Vlaanderen. Lever de NIS-code van de gemeente waar de woning ligt.' as melding
from pg_temp.woning
where
    coalesce(gemeente_nis_code, '') not in (select gemeente.nis_code from referentie.gemeente_vlaanderen as gemeente)
    and coalesce(gemeente_nis_code, '') not in (select fusie.oude_nis_code from referentie.gemeente_vlaanderen_fusie as fusie)
