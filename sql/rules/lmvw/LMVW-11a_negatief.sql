-- regel: LMVW-11a_negatief
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Aantallen woningen zijn niet negatief
-- Real deliveries write demolition with a minus sign, or close the gap between parts and total with a negative number.
select
    plan.rij,
    aantal.kolom,
    aantal.waarde,
    'Dit aantal woningen is negatief. Lever aantallen zonder minteken.' as melding
from pg_temp.plan
cross join
    lateral (
        values ('totaal_bouw', plan.totaal_bouw), ('totaal_sloop', plan.totaal_sloop)
    ) as aantal (kolom, waarde)
where
    landing.geheel(aantal.waarde) < 0
