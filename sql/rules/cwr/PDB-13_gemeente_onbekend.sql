-- regel: PDB-13_gemeente_onbekend
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: grond
-- titel: Grond ligt in een bestaande gemeente
-- klasse: foutief
-- actie: Lever de NIS-code van een gemeente in Vlaanderen.
-- What it is reported under is no gemeente, so it counts for none (stg_cwr__gemeente_bericht).
select
    rij,
    'gemeente_nis_code' as kolom,
    gemeente_nis_code as waarde,
    'Deze code is niet van een gemeente en de grond telt niet mee. Lever de NIS-code van een gemeente in Vlaanderen.' as melding
from landing.cwr_grond_veld
where
    levering_id = %(levering_id)s
    and coalesce(gemeente_nis_code, '') not in (select gemeente.nis_code from referentie.gemeente_vlaanderen as gemeente)
    and coalesce(gemeente_nis_code, '') not in (select fusie.oude_nis_code from referentie.gemeente_vlaanderen_fusie as fusie)
