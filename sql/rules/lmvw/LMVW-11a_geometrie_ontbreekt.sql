-- regel: LMVW-11a_geometrie_ontbreekt
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een plan heeft een vlak
select
    rij,
    'geometrie' as kolom,
    null as waarde,
    'Dit plan heeft geen vlak op de kaart. Teken de ligging.' as melding
from pg_temp.plan
where leeg
