-- regel: LMVW-11a_geometrie_dubbel
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Elk plan heeft een eigen vlak
-- With the same name too it is LMVW-11a_plan_dubbel. Sums of small plans (LMVW-9) share the spot of the gemeentehuis.
with zelfde as (
    select
        rij,
        count(*) over samen as aantal,
        min(rij) over samen as eerste_rij,
        max(rij) over samen as laatste_rij,
        coalesce(min(naam_sleutel) over samen, '') <> coalesce(max(naam_sleutel) over samen, '') as andere_naam
    from pg_temp.plan
    where
        vlak is not null
        and not vervallen
        and not exists (
            select from pg_temp.optelling
            where optelling.sleutel = plan.sleutel
        )
    window samen as (partition by zelfde_vlak)
)

select
    rij,
    'geometrie' as kolom,
    null as waarde,
    format(
        'Hetzelfde vlak hoort bij %%s plannen, ook dat in rij %%s. Teken elk plan op zijn eigen plaats.',
        aantal, case when rij = eerste_rij then laatste_rij else eerste_rij end
    ) as melding
from zelfde
where aantal > 1 and andere_naam
