-- regel: WIV-3.10.11_reele_huur
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurprijsberekening
-- titel: De reele huur is niet hoger dan de basishuurprijs
-- klasse: foutief
-- actie: Verbeter de reële huur of de basishuurprijs.
-- An onderbezettingsvergoeding comes on top of the rent.
select
    rij,
    'reele_huur' as kolom,
    reele_huur as waarde,
    'De reële huur is hoger dan de basishuurprijs. Verbeter de reële huur of de basishuurprijs.' as melding
from pg_temp.huurprijsberekening
where
    landing.getal(reele_huur) > landing.getal(basishuurprijs) + coalesce(landing.getal(onderbezettingsvergoeding), 0)
