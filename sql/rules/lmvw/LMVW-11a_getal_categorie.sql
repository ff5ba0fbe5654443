-- regel: LMVW-11a_getal_categorie
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Categorie
-- titel: Aantallen en jaartallen van categorieën zijn getallen
-- maatwerk: nee
-- Q15: 1.234 is a number as people type it. What is none would be missing from every sum.
select
    rij,
    cel as kolom,
    concat_ws(': ', blad, geleverd) as waarde,
    case
        when geleverd like '#%%' then 'Dit is een foutwaarde van het rekenblad. Herstel de formule of maak de cel leeg.'
        when aantal is null then 'Dit is geen getal. Vul een geheel getal in, of niets als het onbekend is.'
        else 'Dit is geen geheel aantal woningen onder een miljoen. Controleer het getal.'
    end as melding
from landing.lmvw_categorie_aantal
where levering_id = %(levering_id)s and (aantal is null or aantal <> trunc(aantal) or abs(aantal) >= 1000000)
union all
select
    rij,
    'jaartal' as kolom,
    jaartal as waarde,
    'Dit is geen jaartal. Vul een jaar in, of niets als het onbekend is.' as melding
from landing.lmvw_categorie_aantal
where levering_id = %(levering_id)s and trim(jaartal) <> '' and coalesce(landing.geheel(jaartal), 0) not between 1900 and 2199
