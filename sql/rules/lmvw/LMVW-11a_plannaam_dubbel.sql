-- regel: LMVW-11a_plannaam_dubbel
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Een plannaam komt een keer voor
-- All on one place is LMVW-11a_plan_dubbel.
with zelfde as (
    select
        rij,
        plannaam,
        count(*) over samen as aantal,
        min(rij) over samen as eerste_rij,
        max(rij) over samen as laatste_rij,
        min(coalesce(zelfde_vlak, -rij)) over samen as een_vlak,
        max(coalesce(zelfde_vlak, -rij)) over samen as ander_vlak
    from pg_temp.plan
    where naam_sleutel is not null and not vervallen
    window samen as (partition by naam_sleutel)
)

select
    rij,
    'plannaam' as kolom,
    plannaam as waarde,
    format(
        'Deze naam hebben %%s plannen, ook dat in rij %%s. Voeg een fase of deelgebied toe, of lever het plan een keer.',
        aantal, case when rij = eerste_rij then laatste_rij else eerste_rij end
    ) as melding
from zelfde
where aantal > 1 and een_vlak <> ander_vlak
