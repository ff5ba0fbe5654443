-- regel: LMVW-11a_getal_detail
-- ernst: blokkerend
-- artikel: 11.a
-- laag: DetailPlanning
-- titel: Aantallen en jaartal van een jaarrij zijn getallen
-- maatwerk: nee
-- Blank is unknown (LMVW-2b); text, a fraction or an error cell such as #DIV/0! is not a number of woningen,
-- and neither is one that no sum of the layers could hold.
select
    rij,
    kolom,
    waarde,
    case
        when waarde like '#%%' then 'Dit is een foutwaarde van het rekenblad. Herstel de formule of maak de cel leeg.'
        when waarde ~ '^ *[+-]?[0-9]+([.]0+)? *$' then 'Dit aantal is een miljoen of meer. Controleer het getal.'
        when waarde ~ '^ *[+-]?[0-9]+([.,][0-9]+)+ *$' then 'Dit is geen geheel aantal woningen. Vul een getal in zonder punt of komma.'
        else 'Dit is geen getal. Vul een geheel getal in, of niets als het onbekend is.'
    end as melding
from pg_temp.cel
where coalesce(abs(aantal), 1000000) >= 1000000
union all
select
    rij,
    'jaartal' as kolom,
    jaartal as waarde,
    'Dit is geen jaartal. Vul een jaar in, of niets als het onbekend is.' as melding
from pg_temp.detail
where trim(jaartal) <> '' and coalesce(jaar, 0) not between 1900 and 2199
