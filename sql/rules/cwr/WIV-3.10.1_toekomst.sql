-- regel: WIV-3.10.1_toekomst
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een huurovereenkomst is begonnen op de peildatum
-- klasse: onnauwkeurig
-- actie: Lever haar wanneer zij loopt.
select
    huurovereenkomst.rij,
    'begindatum' as kolom,
    huurovereenkomst.begindatum as waarde,
    'Deze huurovereenkomst begint na de peildatum. Lever haar wanneer zij loopt.' as melding
from pg_temp.huurovereenkomst
cross join pg_temp.levering
where landing.datum(huurovereenkomst.begindatum) > levering.peildatum
