-- regel: LMVW-11a_geometrie_overlap
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Plannen van een gemeente liggen niet over elkaar
-- Neighbours whose borders were drawn by hand overlap a little, so a tenth of the smaller one is let be. A plan on the place of a
-- vervallen one is a new plan (LMVW-6d); the same name on the same place is LMVW-11a_plan_dubbel. One finding per plan, for the worst.
with paar as (
    select
        plan.rij,
        ander.rij as ander,
        overlap.oppervlakte / least(st_area(plan.vlak), st_area(ander.vlak)) as deel
    from pg_temp.overlap
    inner join pg_temp.plan on overlap.rij = plan.rij
    inner join pg_temp.plan as ander on overlap.ander = ander.rij
    where
        not plan.vervallen
        and not ander.vervallen
        and not (plan.naam_sleutel = ander.naam_sleutel and overlap.oppervlakte > 0.8 * least(st_area(plan.vlak), st_area(ander.vlak)))
),

geteld as (
    select
        rij,
        ander,
        deel,
        count(*) over (partition by rij) as aantal,
        row_number() over (partition by rij order by deel desc, ander asc) as volgorde
    from paar
    where deel > 0.1
)

select
    rij,
    'geometrie' as kolom,
    null as waarde,
    format(
        'Dit plan en dat in rij %%s liggen voor %%s procent van het kleinste vlak over elkaar%%s. Controleer de ligging: '
        || 'woningen van beide plannen tellen mee.',
        ander, round(100 * least(deel, 1)), case when aantal > 1 then format(', en %%s andere plannen ook', aantal - 1) else '' end
    ) as melding
from geteld
where volgorde = 1
