-- regel: LMVW-11a_plannaam_id
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een plannaam is geen nummer of sleutel
select
    rij,
    'plannaam' as kolom,
    plannaam as waarde,
    'Dit lijkt een nummer of sleutel. Geef de naam waaronder het plan bekend is.' as melding
from pg_temp.plan
where
    length(trim(plannaam)) between 1 and 150
    and (
        trim(both '{} ' from plannaam) ~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
        or trim(plannaam) ~* '^((plan|project|id|nr)[ ._-]*)?[0-9][0-9 ./_-]*$'
        or (eigen_sleutel and lower(trim(both '{} ' from plannaam)) = sleutel)
    )
