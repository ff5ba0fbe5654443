-- regel: LMVW-5b_plan_verdwenen
-- ernst: info
-- artikel: 5.b
-- laag: Planregistratie
-- titel: Plannen van de vorige levering komen terug
select
    null::bigint as rij,
    'plannaam' as kolom,
    vorige.plannaam as waarde,
    format(
        'Dit plan stond in de levering met peildatum %%s en nu niet. Lever het met projectfase Vervallen of 7. Afgerond als het dat is.',
        levering.vorige_peildatum
    ) as melding
from pg_temp.vorige
cross join pg_temp.levering
where
    vorige.sleutel is not null
    and not vorige.vervallen
    and not exists (
        select from pg_temp.plan
        where plan.sleutel = vorige.sleutel
    )
