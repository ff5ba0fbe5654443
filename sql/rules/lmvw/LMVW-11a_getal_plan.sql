-- regel: LMVW-11a_getal_plan
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Aantallen en jaren van een plan zijn getallen
-- maatwerk: nee
-- Blank is unknown (LMVW-2b); text, a fraction or an error cell such as #DIV/0! is not a number of woningen,
-- and neither is one that no sum of the layers could hold.
select
    plan.rij,
    getal.kolom,
    getal.waarde,
    case
        when getal.jaar then 'Dit is geen jaartal. Vul een jaar in, of niets als het onbekend is.'
        when getal.waarde like '#%%' then 'Dit is een foutwaarde van het rekenblad. Herstel de formule of maak de cel leeg.'
        when getal.waarde ~ '^ *[+-]?[0-9]+([.]0+)? *$' then 'Dit aantal is een miljoen of meer. Controleer het getal.'
        when
            getal.waarde ~ '^ *[+-]?[0-9]+([.,][0-9]+)+ *$'
            then 'Dit is geen geheel aantal woningen. Vul een getal in zonder punt of komma.'
        else 'Dit is geen getal. Vul een geheel getal in, of niets als het onbekend is.'
    end as melding
from pg_temp.plan
cross join
    lateral (
        values
        ('oplevering_eerste', plan.eerste_geleverd, true), ('oplevering_laatste', plan.laatste_geleverd, true),
        ('aantal_huurwoningen_corporatie', plan.aantal_huurwoningen_corporatie, false),
        ('aantal_tijdelijke_woningen', plan.aantal_tijdelijke_woningen, false),
        ('aantal_nultreden_woningen', plan.aantal_nultreden_woningen, false),
        ('aantal_geclusterde_woningen', plan.aantal_geclusterde_woningen, false),
        ('aantal_zorggeschikte_woningen', plan.aantal_zorggeschikte_woningen, false), ('totaal_bouw', plan.totaal_bouw, false),
        ('totaal_bouw_gerealiseerd', plan.totaal_bouw_gerealiseerd, false), ('totaal_bouw_resterend', plan.totaal_bouw_resterend, false),
        ('totaal_sloop', plan.totaal_sloop, false), ('totaal_sloop_gerealiseerd', plan.totaal_sloop_gerealiseerd, false),
        ('totaal_sloop_resterend', plan.totaal_sloop_resterend, false), ('totaal_netto', plan.totaal_netto, false),
        ('totaal_netto_gerealiseerd', plan.totaal_netto_gerealiseerd, false),
        ('totaal_netto_resterend', plan.totaal_netto_resterend, false),
        ('totaal_eengezins_resterend', plan.totaal_eengezins_resterend, false),
        ('totaal_meergezins_resterend', plan.totaal_meergezins_resterend, false),
        ('totaal_type_onbekend_resterend', plan.totaal_type_onbekend_resterend, false),
        ('totaal_koop_resterend', plan.totaal_koop_resterend, false), ('totaal_huur_resterend', plan.totaal_huur_resterend, false),
        ('totaal_koop_huur_onbekend_resterend', plan.totaal_koop_huur_onbekend_resterend, false),
        ('totaal_koop1', plan.totaal_koop1, false),
        ('totaal_koop2', plan.totaal_koop2, false), ('totaal_koop3', plan.totaal_koop3, false), ('totaal_koop4', plan.totaal_koop4, false),
        ('totaal_koop_onbekend', plan.totaal_koop_onbekend, false), ('totaal_huur1', plan.totaal_huur1, false),
        ('totaal_huur2', plan.totaal_huur2, false), ('totaal_huur3', plan.totaal_huur3, false), ('totaal_huur4', plan.totaal_huur4, false),
        ('totaal_huur_onbekend', plan.totaal_huur_onbekend, false), ('totaal_eigendom_onbekend', plan.totaal_eigendom_onbekend, false),
        ('aantal_middenhuur_corporatie', plan.aantal_middenhuur_corporatie, false),
        ('onzelfstandige_wooneenheden', plan.onzelfstandige_wooneenheden, false)
    ) as getal (kolom, waarde, jaar)
where
    trim(getal.waarde) <> ''
    and case
        -- DIWI writes the day of completion where the template asks for the year.
        when getal.jaar
            then coalesce(extract(year from landing.datum(getal.waarde)), landing.geheel(getal.waarde), 0) not between 1900 and 2199
        else coalesce(abs(landing.geheel(getal.waarde)), 1000000) >= 1000000
    end
