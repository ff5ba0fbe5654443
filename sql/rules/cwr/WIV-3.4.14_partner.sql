-- regel: WIV-3.4.14_partner
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: Alleen wie samenwoont heeft een partner
-- klasse: onvolledig
-- actie: Verbeter de partnersituatie of het INSZ van de partner.
select
    rij,
    'partnersituatie' as kolom,
    partnersituatie as waarde,
    'De situatie en het INSZ van de partner spreken elkaar tegen. Verbeter de partnersituatie of het INSZ van de partner.' as melding
from landing.cwr_ocmw_maand_veld
where
    levering_id = %(levering_id)s
    and (
        (partnersituatie = 'samenwonend' and insz_partner is null)
        or (partnersituatie = 'alleenstaand' and insz_partner is not null)
    )
