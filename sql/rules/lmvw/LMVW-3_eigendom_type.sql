-- regel: LMVW-3_eigendom_type
-- ernst: waarschuwing
-- artikel: 3
-- laag: Woningblok
-- titel: Het eigendom van woningen met een prijs is een bekende code
-- Of what is not known to be koop or huur, the price has no class.
with code as (
    select vertaling.broncode as code
    from referentie.code_vertaling as vertaling
    inner join pg_temp.levering on vertaling.bron = levering.bron
    where
        vertaling.veld = 'eigendom_type'
        and levering.peildatum >= vertaling.geldig_van
        and (vertaling.geldig_tot is null or levering.peildatum < vertaling.geldig_tot)
),

genoemd as (
    select distinct
        blok.rij,
        naam.code
    from landing.lmvw_blok as blok
    cross join
        lateral (
            select deel.value ->> 'eigendom_type' as code
            from json_array_elements(case json_typeof(blok.waarde) when 'array' then blok.waarde else '[]' end) as deel
            where json_typeof(deel.value) = 'object'
            union all
            select case json_typeof(blok.waarde) when 'object' then blok.waarde ->> 'eigendom_type' end as code
            union all
            select blok.mutatie_eigendom_type as code
        ) as naam
    where blok.levering_id = %(levering_id)s and trim(naam.code) <> ''
)

select
    genoemd.rij,
    'eigendom_type' as kolom,
    genoemd.code as waarde,
    coalesce(
        'Deze code is onbekend. Bedoelt u ' || min(bedoeld.code) || '? Neem deze schrijfwijze over.',
        'Deze code is onbekend. Geef aan of het koop of huur is, met een code van de bron.'
    ) as melding
from genoemd
left join code as bedoeld
    on regexp_replace(lower(genoemd.code), '[^a-z0-9]', '', 'g') = regexp_replace(lower(bedoeld.code), '[^a-z0-9]', '', 'g')
where trim(genoemd.code) not in (select code.code from code)
group by genoemd.rij, genoemd.code
