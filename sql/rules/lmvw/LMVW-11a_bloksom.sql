-- regel: LMVW-11a_bloksom
-- ernst: waarschuwing
-- artikel: 11.a
-- laag: Woningblok
-- titel: De woningtypen van een woningblok zijn samen niet meer dan het aantal woningen
with som as (
    select
        rij,
        coalesce(aantal, 0) as aantal,
        eengezins + meergezins + type_onbekend as typen
    from landing.lmvw_blok
    where levering_id = %(levering_id)s
)

select
    rij,
    'aantal' as kolom,
    trim_scale(aantal)::text as waarde,
    format('De woningtypen tellen op tot %%s woningen. Maak ze gelijk aan het aantal.', trim_scale(typen)) as melding
from som
where typen > aantal
