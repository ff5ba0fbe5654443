-- regel: LMVW-11a_getal_kenmerk
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Aantallen die alleen deze bron kent zijn getallen
-- maatwerk: nee
-- LMVW-5c: those of the basisset stand in LMVW-11a_getal_plan. What is no number would be missing from the kenmerken.
select
    plan.rij,
    getal.kolom,
    getal.waarde,
    'Dit is geen geheel aantal woningen onder een miljoen. Vul een geheel getal in, of niets als het onbekend is.' as melding
from landing.lmvw_planregistratie_veld as plan
cross join
    lateral (
        values
        ('ph_short2', plan.ph_short2), ('ph_short3', plan.ph_short3), ('aantal_studentenwoningen', plan.aantal_studentenwoningen)
    ) as getal (kolom, waarde)
where
    plan.levering_id = %(levering_id)s
    and (select levering.bron <> 'basisset' from pg_temp.levering)
    and trim(getal.waarde) <> ''
    and coalesce(abs(landing.geheel(getal.waarde)), 1000000) >= 1000000
