-- regel: LMVW-11a_jaar_buiten_oplevering
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: DetailPlanning
-- titel: Jaarrijen liggen tussen eerste en laatste oplevering
-- Only rows that build: demolition comes before the first oplevering.
with plan as (
    select
        sleutel,
        min(eerste_jaar) as eerste_jaar,
        max(laatste_jaar) as laatste_jaar
    from pg_temp.plan
    group by sleutel
)

select
    detail.rij,
    'jaartal' as kolom,
    detail.jaartal as waarde,
    case
        when detail.jaar < plan.eerste_jaar
            then format('Dit jaar ligt voor de eerste oplevering van het plan (%%s). Controleer beide.', plan.eerste_jaar)
        else format('Dit jaar ligt na de laatste oplevering van het plan (%%s). Controleer beide.', plan.laatste_jaar)
    end as melding
from pg_temp.detail
inner join plan on detail.sleutel = plan.sleutel
where
    detail.bouw > 0
    and detail.jaar between 1900 and 2199
    and (detail.jaar < plan.eerste_jaar or detail.jaar > plan.laatste_jaar)
