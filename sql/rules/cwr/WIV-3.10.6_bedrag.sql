-- regel: WIV-3.10.6_bedrag
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.10
-- laag: huurprijsberekening
-- titel: Bedragen van een huurprijsberekening zijn getallen
-- klasse: foutief
-- actie: Lever een getal met een punt voor de decimalen.
select
    berekening.rij,
    bedrag.kolom,
    bedrag.waarde,
    'Dit is geen bedrag. Lever een getal met een punt voor de decimalen.' as melding
from pg_temp.huurprijsberekening as berekening
cross join
    lateral (
        values
        ('totaal_inkomen', berekening.totaal_inkomen),
        ('niet_geindexeerd_totaal_inkomen', berekening.niet_geindexeerd_totaal_inkomen),
        ('basishuurprijs', berekening.basishuurprijs),
        ('gezinskorting', berekening.gezinskorting),
        ('onderbezettingsvergoeding', berekening.onderbezettingsvergoeding),
        ('reele_huur', berekening.reele_huur)
    ) as bedrag (kolom, waarde)
where
    bedrag.waarde is not null
    and landing.getal(bedrag.waarde) is null
