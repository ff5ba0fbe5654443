-- DIWI: woningblokken as counts per year. What a block gives apart (woningtypen, prices, years) is known together only where one of them is
-- the same for the whole block: nothing else is made into a cell.
set local role woonkluis_eigenaar;

-- Per delivery: nobody who asks for one should wait for all.
create or replace function landing.blok_jaar(van_levering bigint) returns table (
    levering_id bigint, rij bigint, globalid text, jaartal text, woningtype text, prijsklasse text, bouw text, sloop text
)
language sql
stable
parallel safe
-- What was just landed has no statistics: expecting a few blocks, the planner would compare every one with every other.
set enable_nestloop = off
set enable_mergejoin = off
begin atomic
    with blok as (
        select
            levering_id,
            rij,
            globalid,
            mutatie,
            aantal,
            einddatum,
            opleverdatum,
            eigendom,
            bron,
            peildatum,
            eengezins,
            meergezins,
            type_onbekend + greatest(aantal - eengezins - meergezins - type_onbekend, 0) as type_onbekend
        from landing.lmvw_blok
        where levering_id = $1 and aantal <> 0 and mutatie is not null
    ),

    prijs as (
        select
            levering_id,
            rij,
            soort,
            prijsklasse,
            sum(aantal) as aantal
        from landing.lmvw_blok_prijs
        where levering_id = $1
        group by levering_id, rij, soort, prijsklasse
    ),

    soort as (
        select
            blok.levering_id,
            blok.rij,
            code.code as soort,
            sum(landing.getal(deel.value)) as aantal
        from blok
        cross join json_each_text(case json_typeof(blok.eigendom) when 'object' then blok.eigendom else '{}' end) as deel
        inner join referentie.code_vertaling as code
            on blok.bron = code.bron and code.veld = 'eigendom_type' and btrim(deel.key) = code.broncode
        group by blok.levering_id, blok.rij, code.code
    ),

    -- Woningen of a block by class; those of which only koop or huur is known, and those of which nothing is.
    geprijsd as (
        select
            levering_id,
            rij,
            soort,
            prijsklasse,
            aantal
        from prijs
        union all
        select
            soort.levering_id,
            soort.rij,
            soort.soort,
            soort.soort || '_onbekend' as prijsklasse,
            soort.aantal - coalesce(sum(prijs.aantal), 0) as aantal
        from soort
        left join prijs
            on soort.levering_id = prijs.levering_id and soort.rij = prijs.rij and soort.soort = prijs.soort
        group by soort.levering_id, soort.rij, soort.soort, soort.aantal
        having soort.aantal > coalesce(sum(prijs.aantal), 0)
    ),

    delen as (
        select
            levering_id,
            rij,
            prijsklasse,
            aantal
        from geprijsd
        union all
        select
            blok.levering_id,
            blok.rij,
            'onbekend' as prijsklasse,
            blok.aantal - coalesce(sum(geprijsd.aantal), 0) as aantal
        from blok
        left join geprijsd on blok.levering_id = geprijsd.levering_id and blok.rij = geprijsd.rij
        group by blok.levering_id, blok.rij, blok.aantal
        having blok.aantal > coalesce(sum(geprijsd.aantal), 0)
    ),

    klasse as (
        select
            levering_id,
            rij,
            prijsklasse,
            sum(aantal) as aantal
        from delen
        group by levering_id, rij, prijsklasse
    ),

    klassen as (
        select
            levering_id,
            rij,
            count(*) as aantal_klassen,
            sum(aantal) as prijzen,
            min(prijsklasse) as een_klasse
        from klasse
        group by levering_id, rij
    ),

    type as (
        select
            blok.levering_id,
            blok.rij,
            deel.woningtype,
            deel.aantal
        from blok
        cross join
            lateral (
                values ('eengezins', blok.eengezins), ('meergezins', blok.meergezins), ('onbekend', blok.type_onbekend)
            ) as deel (woningtype, aantal)
        where deel.aantal <> 0
    ),

    vorm as (
        select
            type.levering_id,
            type.rij,
            klassen.aantal_klassen,
            klassen.een_klasse,
            count(*) as aantal_typen,
            min(type.woningtype) as een_type,
            sum(type.aantal) = klassen.prijzen as sluit
        from type
        inner join klassen on type.levering_id = klassen.levering_id and type.rij = klassen.rij
        group by type.levering_id, type.rij, klassen.aantal_klassen, klassen.een_klasse, klassen.prijzen
    ),

    cel as (
        select
            vorm.levering_id,
            vorm.rij,
            vorm.een_type as woningtype,
            klasse.prijsklasse,
            klasse.aantal
        from vorm
        inner join klasse on vorm.levering_id = klasse.levering_id and vorm.rij = klasse.rij
        where vorm.aantal_typen = 1 and vorm.sluit
        union all
        select
            vorm.levering_id,
            vorm.rij,
            type.woningtype,
            case when vorm.aantal_klassen = 1 and vorm.sluit then vorm.een_klasse else 'onbekend' end as prijsklasse,
            type.aantal
        from vorm
        inner join type on vorm.levering_id = type.levering_id and vorm.rij = type.rij
        where not (vorm.aantal_typen = 1 and vorm.sluit)
    ),

    jaar as (
        select
            blok.levering_id,
            blok.rij,
            left(dag.key, 4) as jaartal,
            sum(landing.getal(dag.value)) as aantal
        from blok
        cross join json_each_text(case json_typeof(blok.opleverdatum) when 'object' then blok.opleverdatum else '{}' end) as dag
        where landing.getal(dag.value) <> 0
        group by blok.levering_id, blok.rij, left(dag.key, 4)
    ),

    jaren as (
        select
            levering_id,
            rij,
            count(*) as aantal_jaren,
            sum(aantal) as aantal,
            min(jaartal) as een_jaar
        from jaar
        group by levering_id, rij
    ),

    cellen as (
        select
            levering_id,
            rij,
            count(*) as aantal_cellen
        from cel
        group by levering_id, rij
    ),

    -- Days of completion for fewer woningen than the block has leave the others without a year.
    per_jaar as (
        select
            levering_id,
            rij,
            jaartal,
            aantal
        from jaar
        union all
        select
            blok.levering_id,
            blok.rij,
            null as jaartal,
            blok.aantal - jaren.aantal as aantal
        from blok
        inner join jaren on blok.levering_id = jaren.levering_id and blok.rij = jaren.rij
        where blok.aantal > jaren.aantal
    ),

    -- One year for the whole block: its cells lie there. Several: only what all woningen share is known of a year.
    verdeeld as (
        select
            cel.levering_id,
            cel.rij,
            case
                when jaren.een_jaar is not null then jaren.een_jaar
                when landing.datum(left(blok.einddatum, 10)) is not null then left(blok.einddatum, 4)
                else blok.einddatum
            end as jaartal,
            cel.woningtype,
            cel.prijsklasse,
            cel.aantal
        from cel
        inner join blok on cel.levering_id = blok.levering_id and cel.rij = blok.rij
        left join jaren on cel.levering_id = jaren.levering_id and cel.rij = jaren.rij
        where jaren.aantal is null or (jaren.aantal_jaren = 1 and jaren.aantal = blok.aantal)
        union all
        select
            per_jaar.levering_id,
            per_jaar.rij,
            per_jaar.jaartal,
            coalesce(cel.woningtype, 'onbekend') as woningtype,
            coalesce(cel.prijsklasse, 'onbekend') as prijsklasse,
            per_jaar.aantal
        from per_jaar
        inner join jaren on per_jaar.levering_id = jaren.levering_id and per_jaar.rij = jaren.rij
        inner join blok as heel on per_jaar.levering_id = heel.levering_id and per_jaar.rij = heel.rij
        inner join cellen on per_jaar.levering_id = cellen.levering_id and per_jaar.rij = cellen.rij
        left join cel on per_jaar.levering_id = cel.levering_id and per_jaar.rij = cel.rij and cellen.aantal_cellen = 1
        where not (jaren.aantal_jaren = 1 and jaren.aantal = heel.aantal)
    )

    select
        verdeeld.levering_id,
        verdeeld.rij,
        blok.globalid,
        verdeeld.jaartal,
        verdeeld.woningtype,
        verdeeld.prijsklasse,
        case blok.mutatie when 'bouw' then trim_scale(verdeeld.aantal)::text end as bouw,
        case blok.mutatie when 'sloop' then trim_scale(verdeeld.aantal)::text end as sloop
    from verdeeld
    inner join blok on verdeeld.levering_id = blok.levering_id and verdeeld.rij = blok.rij;
end;

comment on function landing.blok_jaar(bigint) is 'What landing.lmvw_blok_jaar says of one delivery';
revoke all on function landing.blok_jaar(bigint) from public;
grant execute on function landing.blok_jaar(bigint) to woonkluis_lader, woonkluis_bouwer;

-- The number of the delivery is not that of the function: whoever asks for one delivery does not wait for all.
create or replace view landing.lmvw_blok_jaar with (security_invoker = true) as
select
    levering.levering_id,
    deel.rij,
    deel.globalid,
    deel.jaartal,
    deel.woningtype,
    deel.prijsklasse,
    deel.bouw,
    deel.sloop
from landing.lmvw_levering_bron as levering
cross join landing.blok_jaar(levering.levering_id) as deel
where levering.bron = 'diwi';

comment on view landing.lmvw_blok_jaar is
'LMVW-5b: woningblokken as counts by plan, year, woningtype and prijsklasse; what is not known together is onbekend';
comment on column landing.lmvw_blok_jaar.levering_id is 'Delivery';
comment on column landing.lmvw_blok_jaar.rij is 'Row in the source of the block';
comment on column landing.lmvw_blok_jaar.globalid is 'Key of the plan';
comment on column landing.lmvw_blok_jaar.jaartal is 'Year of completion; null when unknown';
comment on column landing.lmvw_blok_jaar.woningtype is 'eengezins, meergezins or onbekend';
comment on column landing.lmvw_blok_jaar.prijsklasse is 'Price class or onbekend';
comment on column landing.lmvw_blok_jaar.bouw is 'Woningen built';
comment on column landing.lmvw_blok_jaar.sloop is 'Woningen demolished';

revoke all on landing.lmvw_blok_jaar from public;
grant select on landing.lmvw_blok_jaar to woonkluis_lader, woonkluis_bouwer;

reset role;
