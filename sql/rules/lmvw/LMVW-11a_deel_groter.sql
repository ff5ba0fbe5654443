-- regel: LMVW-11a_deel_groter
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een deel van het plan is niet groter dan het plan
-- Each on its own: a dwelling may be nultreden and zorggeschikt at once. Onzelfstandige wooneenheden are no dwellings, so not here.
select
    plan.rij,
    deel.kolom,
    deel.waarde,
    format('Dit is meer dan totaal_bouw (%%s). Controleer beide.', plan.bouw) as melding
from pg_temp.plan
cross join
    lateral (
        values
        ('aantal_nultreden_woningen', plan.aantal_nultreden_woningen), ('aantal_geclusterde_woningen', plan.aantal_geclusterde_woningen),
        ('aantal_zorggeschikte_woningen', plan.aantal_zorggeschikte_woningen),
        ('aantal_tijdelijke_woningen', plan.aantal_tijdelijke_woningen),
        ('aantal_huurwoningen_corporatie', plan.aantal_huurwoningen_corporatie)
    ) as deel (kolom, waarde)
where landing.geheel(deel.waarde) > plan.bouw
