-- regel: WIV-3.4.4_maanden
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwJaar
-- titel: Een jaar heeft nul tot twaalf maanden onderbreking
-- klasse: foutief
-- actie: Lever een aantal maanden van 0 tot 12.
-- The schema refuses it too; the rule stands for every other contract of the register.
select
    rij,
    'maanden_onderbreking' as kolom,
    maanden_onderbreking as waarde,
    'Het aantal maanden met onderbreking ligt niet tussen 0 en 12. Lever een aantal maanden van 0 tot 12.' as melding
from landing.cwr_ocmw_jaar_veld
where
    levering_id = %(levering_id)s
    and maanden_onderbreking is not null
    and coalesce(landing.geheel(maanden_onderbreking) not between 0 and 12, true)
