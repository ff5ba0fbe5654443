-- regel: LMVW-11a_corporatie_huur
-- ernst: info
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Huurwoningen van corporaties zijn huurwoningen
-- Informative: the classes may be net of demolition, see LMVW-11a_koophuursom.
with huur as (
    select
        plan.*,
        (
            select sum(landing.geheel(klasse))
            from
                unnest(array[totaal_huur1, totaal_huur2, totaal_huur3, totaal_huur4, totaal_huur_onbekend, totaal_eigendom_onbekend])
                    as klasse
        ) as huur
    from pg_temp.plan
)

select
    rij,
    'aantal_huurwoningen_corporatie' as kolom,
    aantal_huurwoningen_corporatie as waarde,
    format('Dit is meer dan alle huurwoningen van het plan samen (%%s). Controleer beide.', huur) as melding
from huur
where landing.geheel(aantal_huurwoningen_corporatie) > huur
