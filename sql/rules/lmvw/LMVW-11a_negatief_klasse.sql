-- regel: LMVW-11a_negatief_klasse
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Deelaantallen van een plan zijn niet negatief
-- Informative: a widely used export subtracts demolition from the classes. Netto may well be negative.
select
    plan.rij,
    deel.kolom,
    deel.waarde,
    'Dit deelaantal is negatief, misschien omdat sloop is afgetrokken. Lever bouw en sloop apart.' as melding
from pg_temp.plan
cross join
    lateral (
        values
        ('totaal_bouw_gerealiseerd', plan.totaal_bouw_gerealiseerd),
        ('totaal_bouw_resterend', plan.totaal_bouw_resterend),
        ('totaal_sloop_gerealiseerd', plan.totaal_sloop_gerealiseerd),
        ('totaal_sloop_resterend', plan.totaal_sloop_resterend),
        ('totaal_eengezins_resterend', plan.totaal_eengezins_resterend),
        ('totaal_meergezins_resterend', plan.totaal_meergezins_resterend),
        ('totaal_type_onbekend_resterend', plan.totaal_type_onbekend_resterend),
        ('totaal_koop_resterend', plan.totaal_koop_resterend),
        ('totaal_huur_resterend', plan.totaal_huur_resterend),
        ('totaal_koop_huur_onbekend_resterend', plan.totaal_koop_huur_onbekend_resterend),
        ('totaal_koop1', plan.totaal_koop1),
        ('totaal_koop2', plan.totaal_koop2),
        ('totaal_koop3', plan.totaal_koop3),
        ('totaal_koop4', plan.totaal_koop4),
        ('totaal_koop_onbekend', plan.totaal_koop_onbekend),
        ('totaal_huur1', plan.totaal_huur1),
        ('totaal_huur2', plan.totaal_huur2),
        ('totaal_huur3', plan.totaal_huur3),
        ('totaal_huur4', plan.totaal_huur4),
        ('totaal_huur_onbekend', plan.totaal_huur_onbekend),
        ('totaal_eigendom_onbekend', plan.totaal_eigendom_onbekend),
        ('aantal_huurwoningen_corporatie', plan.aantal_huurwoningen_corporatie),
        ('aantal_tijdelijke_woningen', plan.aantal_tijdelijke_woningen),
        ('aantal_nultreden_woningen', plan.aantal_nultreden_woningen),
        ('aantal_geclusterde_woningen', plan.aantal_geclusterde_woningen),
        ('aantal_zorggeschikte_woningen', plan.aantal_zorggeschikte_woningen),
        ('aantal_middenhuur_corporatie', plan.aantal_middenhuur_corporatie),
        ('onzelfstandige_wooneenheden', plan.onzelfstandige_wooneenheden)
    ) as deel (kolom, waarde)
where landing.geheel(deel.waarde) < 0
