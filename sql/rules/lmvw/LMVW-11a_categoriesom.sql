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
),

-- The group and the nieuwbouw side by side without a join: a form has some thirty sums, a delivery a thousand forms.
naast_elkaar as (
    select
        som.*,
        max(som.aantal) filter (where som.groep = 'nieuwbouw') over (
            partition by som.globalid, som.soort, som.jaartal
        ) as nieuwbouw
    from som
    where som.globalid is not null
)

select
    rij,
    cel as kolom,
    trim_scale(aantal)::text as waarde,
    format(
        'De groep %%s telt op tot %%s, de nieuwbouw is %%s. Maak deze gelijk.',
        groep, trim_scale(aantal), trim_scale(nieuwbouw)
    ) as melding
from naast_elkaar
where groep in ('woningtype', 'wonen en zorg', 'flexwoningen', 'betaalbaarheid') and aantal <> 0 and aantal <> nieuwbouw
