-- regel: LMVW-6b_vervallen_resterend
-- ernst: waarschuwing
-- artikel: 6.b
-- laag: Planregistratie
-- titel: Een vervallen plan heeft geen resterende woningen
select
    rij,
    case when landing.geheel(totaal_bouw_resterend) is null then 'totaal_bouw' else 'totaal_bouw_resterend' end as kolom,
    coalesce(totaal_bouw_resterend, totaal_bouw) as waarde,
    'Een vervallen plan bouwt niets meer. Zet het resterende aantal op 0, of geef het plan de fase die het heeft.' as melding
from pg_temp.plan
where
    vervallen
    and coalesce(landing.geheel(totaal_bouw_resterend), bouw - coalesce(landing.geheel(totaal_bouw_gerealiseerd), 0)) > 0
