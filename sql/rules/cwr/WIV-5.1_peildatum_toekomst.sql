-- regel: WIV-5.1_peildatum_toekomst
-- ernst: blokkerend
-- treft: levering
-- artikel: 5
-- titel: De peildatum ligt niet ver in de toekomst
-- klasse: foutief
-- actie: Lever opnieuw met de juiste peildatum in de bestandsnaam.
-- The latest peildatum is the one that counts: a typing error of ten years would keep out every delivery until then.
select
    null::bigint as rij,
    'peildatum' as kolom,
    peildatum::text as waarde,
    'De peildatum ligt meer dan een jaar na de dag van ontvangst. Lever opnieuw met de juiste peildatum in de bestandsnaam.' as melding
from pg_temp.levering
where peildatum > ontvangen_op + interval '1 year'
