-- regel: PDB-12_eigenaar_kbo
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: De eigenaar van een woning heeft een geldig KBO-nummer
-- klasse: foutief
-- actie: Zoek het KBO-nummer van de eigenaar op in de KBO en verbeter het.
-- A party without a KBO number has another code, of which nothing is known: only what looks like one is checked.
select
    rij,
    'eigenaar_organisatie_id' as kolom,
    eigenaar_organisatie_id as waarde,
    'De controlecijfers van dit KBO-nummer kloppen niet. Zoek het KBO-nummer van de eigenaar op in de KBO en verbeter het.' as melding
from pg_temp.woning
where
    eigenaar_organisatie_id ~ '^[0-9]{10}$'
    and not landing.kbo_geldig(eigenaar_organisatie_id)
