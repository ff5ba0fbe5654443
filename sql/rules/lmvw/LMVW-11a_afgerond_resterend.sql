-- regel: LMVW-11a_afgerond_resterend
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een afgerond plan heeft geen resterende woningen
select
    rij,
    'totaal_bouw_resterend' as kolom,
    totaal_bouw_resterend as waarde,
    'Dit plan is afgerond, maar heeft nog woningen te gaan. Herstel de projectfase of het aantal.' as melding
from pg_temp.plan
where projectfase = '7. Afgerond' and landing.geheel(totaal_bouw_resterend) > 0
