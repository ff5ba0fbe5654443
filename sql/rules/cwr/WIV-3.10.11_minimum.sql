-- regel: WIV-3.10.11_minimum
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurprijsberekening
-- titel: De reële huur is niet lager dan de minimale huurprijs
-- klasse: foutief
-- actie: Verbeter de reële huur of de minimale huurprijs.
-- A rent is at least the minimum with the energiecorrectie, and at most the basishuurprijs.
select
    rij,
    'reele_huur' as kolom,
    reele_huur as waarde,
    'De reële huur is lager dan de minimale huurprijs met de energiecorrectie. Verbeter de reële huur of de minimale huurprijs.' as melding
from pg_temp.huurprijsberekening
where
    landing.getal(reele_huur) < least(
        landing.getal(minimale_huurprijs) + coalesce(landing.getal(energiecorrectie), 0),
        landing.getal(basishuurprijs)
    )
    and minimale_huurprijs is not null
