-- regel: PDB-12_gebouweenheid
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: De gebouweenheid van een woning is een nummer uit het Gebouwenregister
-- klasse: foutief
-- actie: Zoek de gebouweenheid op in het Gebouwenregister en lever haar nummer.
select
    rij,
    'gebouweenheid_id' as kolom,
    gebouweenheid_id as waarde,
    'Dit is geen nummer van een gebouweenheid. Zoek de gebouweenheid op in het Gebouwenregister en lever haar nummer.' as melding
from pg_temp.woning
where
    gebouweenheid_id !~ '^[1-9][0-9]{0,10}$'
