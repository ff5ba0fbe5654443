-- regel: LMVW-10_peildatum
-- ernst: waarschuwing
-- artikel: 10
-- titel: De peildatum is 1 januari of 1 juli
select
    null::bigint as rij,
    'peildatum' as kolom,
    peildatum::text as waarde,
    'De voorjaarslevering heeft peildatum 1 januari, de najaarslevering 1 juli. Controleer de bestandsnaam.' as melding
from pg_temp.levering
where to_char(peildatum, 'MM-DD') not in ('01-01', '07-01')
