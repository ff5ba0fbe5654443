-- regel: LMVW-11a_categoriesom
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Categorie
-- titel: Elke groep van categorieën telt op tot de nieuwbouw van het plan
-- The check columns of the form, for whoever did not look at them. A group that is not filled in says nothing.
with som as (
    select
        globalid,
        groep,
        soort,
        jaartal,
        min(rij) as rij,
        min(cel) as cel,
        sum(aantal) as aantal
    from landing.lmvw_categorie_aantal
    where levering_id = %(levering_id)s and soort in ('totaal', 'jaar', 'gerealiseerd', 'planning')
    group by globalid, groep, soort, jaartal
)

select
    deel.rij,
    deel.cel as kolom,
    trim_scale(deel.aantal)::text as waarde,
    format(
        'De groep %%s telt op tot %%s, de nieuwbouw is %%s. Maak deze gelijk.',
        deel.groep, trim_scale(deel.aantal), trim_scale(geheel.aantal)
    ) as melding
from som as deel
inner join som as geheel
    on
        deel.globalid = geheel.globalid
        and deel.soort = geheel.soort
        and deel.jaartal is not distinct from geheel.jaartal
        and geheel.groep = 'nieuwbouw'
where deel.groep in ('woningtype', 'wonen en zorg', 'flexwoningen', 'betaalbaarheid') and deel.aantal <> 0 and deel.aantal <> geheel.aantal
