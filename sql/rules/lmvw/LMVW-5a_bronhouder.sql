-- regel: LMVW-5a_bronhouder
-- ernst: blokkerend
-- artikel: 5.a
-- titel: De bronhouder is een bestaande gemeente
-- maatwerk: nee
select
    null::bigint as rij,
    null::text as kolom,
    levering.bronhouder_code as waarde,
    coalesce(
        (
            select
                format(
                    'De gemeente %%s is opgeheven. Lever aan als %%s.',
                    min(oud.oude_gemeente_naam), string_agg(oud.gemeente_code, ' of ')
                )
            from referentie.gemeente_herindeling as oud
            where oud.oude_gemeente_code = levering.bronhouder_code
            having count(*) > 0
        ),
        'Deze bronhouder is geen gemeentecode van het CBS. Controleer de bestandsnaam.'
    ) as melding
from pg_temp.levering
where
    not exists (
        select 1 from referentie.gemeente
        where gemeente.gemeente_code = levering.bronhouder_code
    )
