-- regel: LMVW-11a_opdrachtgever_naam
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Meerdere of andere opdrachtgevers zijn genoemd
select
    rij,
    'opdrachtgever_naam' as kolom,
    null as waarde,
    format('Het opdrachtgever type is %%s. Schrijf in opdrachtgever_naam wie het zijn.', opdrachtgever_type) as melding
from pg_temp.plan
where opdrachtgever_type in ('Meerdere namelijk', 'Anders') and coalesce(trim(opdrachtgever_naam), '') = ''
