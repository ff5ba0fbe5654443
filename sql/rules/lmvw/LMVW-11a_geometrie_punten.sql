-- regel: LMVW-11a_geometrie_punten
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een vlak heeft niet meer punten dan nodig
-- Real plans stay below 2,000. Measuring thousands of such shapes would hold up every other delivery.
select
    rij,
    'geometrie' as kolom,
    punten::text as waarde,
    'Dit vlak heeft meer dan 20.000 punten. Vereenvoudig het: ligging, oppervlakte en overlap zijn niet gecontroleerd.' as melding
from pg_temp.plan
where punten > 20000
