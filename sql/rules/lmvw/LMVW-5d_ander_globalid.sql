-- regel: LMVW-5d_ander_globalid
-- ernst: blokkerend
-- artikel: 5.d
-- laag: Planregistratie
-- titel: Een strijdig plan wordt niet openbaar onder een ander GlobalID
-- maatwerk: nee
-- A plan that would be public, was not so before and has no label of its own. That a plan carries two keys at once is told by its place
-- only, and only if both are about the same area: within a large plan there may be others.
with plaats as (
    select
        strijdig.sleutel,
        strijdig.vlak,
        stuk.rij,
        sum(st_area(st_intersection(stuk.vlak, deel.vlak, 0.001))) as oppervlakte
    from pg_temp.strijdig
    cross join lateral st_subdivide(strijdig.vlak, 256) as deel (vlak)
    inner join pg_temp.stuk on deel.vlak && stuk.vlak
    group by strijdig.sleutel, strijdig.vlak, stuk.rij
),

gevonden as (
    select
        plan.rij,
        strijdig.globalid,
        case when strijdig.weg then 'Hier lag een plan' else 'Hier ligt ook een plan' end as wat,
        strijdig.weg
    from plaats
    inner join pg_temp.strijdig on plaats.sleutel = strijdig.sleutel
    inner join pg_temp.plan on plaats.rij = plan.zelfde_vlak
    where
        plaats.oppervlakte > 0.5 * case
            when strijdig.weg then least(st_area(plan.vlak), st_area(plaats.vlak)) else greatest(st_area(plan.vlak), st_area(plaats.vlak))
        end
    union all
    select
        plan.rij,
        strijdig.globalid,
        'Zo heette een plan' as wat,
        strijdig.weg
    from pg_temp.strijdig
    inner join pg_temp.plan on strijdig.naam_sleutel = plan.naam_sleutel
    where strijdig.weg
)

select distinct on (plan.rij)
    plan.rij,
    'globalid' as kolom,
    plan.globalid as waarde,
    gevonden.wat || ' dat de provincie strijdig vindt'
    || case
        when gevonden.weg
            then
                ' en dat nu ontbreekt. Lever het onder hetzelfde GlobalID' || coalesce(' (' || gevonden.globalid || ')', '')
                || ', of vraag de provincie dit plan te labelen of het oude label op te heffen.'
        else '. Is het hetzelfde plan, laat dit dan weg. Zo niet, vraag de provincie dit te labelen of het oude label op te heffen.'
    end as melding
from gevonden
inner join pg_temp.plan on gevonden.rij = plan.rij
where
    not plan.vertrouwelijk
    and not exists (
        select from pg_temp.label
        where label.sleutel = register.label_sleutel(plan.globalid)
    )
    and not exists (
        select from pg_temp.vorige
        where vorige.openbaar and register.label_sleutel(vorige.sleutel) = register.label_sleutel(plan.globalid)
    )
    -- LMVW-9: sums of small plans share the spot of the gemeentehuis.
    and not exists (
        select from pg_temp.optelling
        where optelling.sleutel = plan.sleutel
    )
order by plan.rij asc, gevonden.weg desc, gevonden.wat asc
