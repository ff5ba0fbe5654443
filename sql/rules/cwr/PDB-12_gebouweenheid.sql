-- regel: PDB-12_gebouweenheid
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: De gebouweenheid van een woning is een nummer uit het Gebouwenregister
-- klasse: foutief
-- actie: Zoek het op in het Gebouwenregister.
select
    rij,
    'gebouweenheid_id' as kolom,
    gebouweenheid_id as waarde,
    'Dit is geen nummer van een gebouweenheid. Zoek het op in het Gebouwenregister.' as melding
from pg_temp.woning
where
    gebouweenheid_id !~ '^[1-9][0-9]{0,10}$'
