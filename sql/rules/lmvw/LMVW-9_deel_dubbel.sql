-- regel: LMVW-9_deel_dubbel
-- ernst: blokkerend
-- artikel: 9
-- titel: Een klein plan telt een keer mee in de optellingen
-- By their place, never by name: beheer reads findings, and the names of parts are not for it.
with deel as (
    select
        optelling.globalid,
        optelling.volgnummer,
        count(*) over (partition by optelling.naam_sleutel) as keren
    from pg_temp.optelling
)

select
    null::bigint as rij,
    'optelling' as kolom,
    'deel ' || deel.volgnummer as waarde,
    format(
        'Dit deel van optelling %%s staat %%s keer in de verklaring. Laat het een keer staan, of geef elk plan een eigen naam.',
        deel.globalid, deel.keren
    ) as melding
from deel
where deel.keren > 1
