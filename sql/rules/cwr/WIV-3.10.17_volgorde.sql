-- regel: WIV-3.10.17_volgorde
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huureinde
-- titel: Een huureinde is opgestart voor het uitwerking heeft
-- klasse: foutief
-- actie: Verbeter de dag waarop de opzegging is opgestart of uitwerking heeft.
select
    rij,
    'effectief_op' as kolom,
    effectief_op as waarde,
    'De opzegging heeft uitwerking voor zij is opgestart. Verbeter de dag waarop de opzegging is opgestart of uitwerking heeft.' as melding
from pg_temp.huureinde
where
    landing.datum(effectief_op) < landing.datum(opgestart_op)
