-- regel: WIV-3.10.11_formule
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurprijsberekening
-- titel: De reële huur volgt uit inkomen en kortingen
-- klasse: onnauwkeurig
-- actie: Reken de reële huur na en verbeter wat afwijkt.
-- Income over a divisor, with the energiecorrectie, without both kortingen, between minimum and basishuurprijs. The divisor went from 55
-- to 51 over the years and with the income, so the rent lies between the two, to the euro. An onderbezettingsvergoeding may be in it.
with deel as (
    select
        rij,
        reele_huur,
        landing.getal(totaal_inkomen) as inkomen,
        landing.getal(energiecorrectie) as energiecorrectie,
        landing.getal(energiecorrectie) - landing.getal(patrimoniumkorting) - coalesce(landing.getal(gezinskorting), 0) as verschil,
        coalesce(landing.getal(minimale_huurprijs), 0) as minimum,
        landing.getal(basishuurprijs) as maximum,
        coalesce(landing.getal(onderbezettingsvergoeding), 0) as vergoeding,
        landing.getal(reele_huur) as huur
    from pg_temp.huurprijsberekening
),

grens as (
    select
        rij,
        reele_huur,
        huur,
        least(greatest(inkomen / 55 + verschil, minimum + energiecorrectie), maximum) as laagste,
        least(greatest(inkomen / 51 + verschil, minimum + energiecorrectie), maximum) + vergoeding as hoogste
    from deel
    -- Without one of the terms nothing follows.
    where inkomen is not null and verschil is not null and maximum is not null
)

select
    rij,
    'reele_huur' as kolom,
    reele_huur as waarde,
    'De reële huur volgt niet uit het inkomen, de kortingen en de energiecorrectie. '
    'Reken de reële huur na en verbeter wat afwijkt.' as melding
from grens
where huur not between laagste - 1 and hoogste + 1
