-- regel: LMVW-9_twaalf
-- ernst: blokkerend
-- artikel: 9
-- titel: Alleen plannen met minder dan 12 bruto toevoegingen worden opgeteld
select
    null::bigint as rij,
    'optelling' as kolom,
    optelling.naam as waarde,
    format('Dit deel van een optelling heeft %%s bruto toevoegingen. Lever plannen vanaf 12 woningen apart.', optelling.bruto) as melding
from pg_temp.optelling
where optelling.bruto >= 12
