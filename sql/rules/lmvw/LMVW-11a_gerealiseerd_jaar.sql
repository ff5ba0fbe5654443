-- regel: LMVW-11a_gerealiseerd_jaar
-- ernst: info
-- artikel: 11.a
-- laag: DetailPlanning
-- titel: bouw_gerealiseerd past bij het jaar
-- Only informative: known exports write the opposite of what is meant, so the layers derive it from year and peildatum.
-- When nearly all rows are turned around that is one fault of a system, and told once. The year of the peildatum itself may be either.
with jaarrij as (
    select
        detail.rij,
        detail.bouw_gerealiseerd,
        case
            when lower(trim(detail.bouw_gerealiseerd)) in ('ja', 'true', '1') then detail.jaar > levering.peiljaar
            else detail.jaar < levering.peiljaar
        end as strijdig
    from pg_temp.detail
    cross join pg_temp.levering
    where
        detail.jaar between 1900 and 2199
        and lower(trim(detail.bouw_gerealiseerd)) in ('ja', 'true', '1', 'nee', 'false', '0')
),

geteld as (
    select
        jaarrij.*,
        count(*) over () as totaal,
        count(*) filter (where jaarrij.strijdig) over () as aantal
    from jaarrij
)

select
    rij,
    'bouw_gerealiseerd' as kolom,
    bouw_gerealiseerd as waarde,
    'Dit is in strijd met het jaartal en de peildatum. Wij leiden gerealiseerd af uit het jaartal. Controleer dat.' as melding
from geteld
where strijdig and not (totaal >= 10 and aantal > 0.8 * totaal)
union all
select
    null as rij,
    'bouw_gerealiseerd' as kolom,
    null as waarde,
    format(
        'In %%s van %%s jaarrijen is bouw_gerealiseerd in strijd met het jaartal: waarschijnlijk keert uw bronsysteem het om. '
        || 'Wij leiden het af uit het jaartal. Meld de fout aan uw leverancier.', max(aantal), max(totaal)
    ) as melding
from geteld
having max(totaal) >= 10 and max(aantal) > 0.8 * max(totaal)
