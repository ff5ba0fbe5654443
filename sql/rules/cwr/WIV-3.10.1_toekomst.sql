-- regel: WIV-3.10.1_toekomst
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een huurovereenkomst is begonnen op de peildatum
-- klasse: onnauwkeurig
-- actie: Lever de huurovereenkomst opnieuw vanaf de dag waarop zij begint.
select
    huurovereenkomst.rij,
    'begindatum' as kolom,
    huurovereenkomst.begindatum as waarde,
    'Deze huurovereenkomst begint na de peildatum. Lever de huurovereenkomst opnieuw vanaf de dag waarop zij begint.' as melding
from pg_temp.huurovereenkomst
cross join pg_temp.levering
where landing.datum(huurovereenkomst.begindatum) > levering.peildatum
