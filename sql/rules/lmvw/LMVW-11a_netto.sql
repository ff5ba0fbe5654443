-- regel: LMVW-11a_netto
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Bruto min sloop is netto
select
    rij,
    'totaal_netto' as kolom,
    totaal_netto as waarde,
    format(
        'totaal_bouw %%s min totaal_sloop %%s is %%s. Herstel een van de drie.', totaal_bouw, coalesce(totaal_sloop, '(leeg)'),
        landing.geheel(totaal_bouw) - coalesce(landing.geheel(totaal_sloop), 0)
    ) as melding
from pg_temp.plan
where
    landing.geheel(totaal_bouw) - coalesce(landing.geheel(totaal_sloop), 0) <> landing.geheel(totaal_netto)
