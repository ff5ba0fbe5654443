-- Planmonitor Wonen (Zeeland): numbers per group and category as counts per year. Groups divide the same woningen, each in its own way, so
-- woningtype and prijsklasse are known together only where one of the two is the same for all: nothing else is made into a cell.
set local role woonkluis_eigenaar;

-- Q15: a number that a person typed as text. 1.234 and 1,234 are thousands, 1,5 and 1.5 are fractions: three digits decide.
create or replace function landing.getal_vrij(waarde text) returns numeric
language sql
immutable
parallel safe
return case
    when waarde ~ '^ *[+-]?[0-9]{1,3}([.][0-9]{3}){1,4}(,[0-9]{1,6})? *$' then replace(replace(waarde, '.', ''), ',', '.')::numeric
    when waarde ~ '^ *[+-]?[0-9]{1,3}(,[0-9]{3}){1,4}([.][0-9]{1,6})? *$' then replace(waarde, ',', '')::numeric
    when waarde ~ '^ *[+-]?[0-9]{1,15}([.,][0-9]{1,6})? *$' then replace(waarde, ',', '.')::numeric
end;

comment on function landing.getal_vrij(text) is 'Text with Dutch or English separators as a number; null when it is none';
revoke all on function landing.getal_vrij(text) from public;
grant execute on function landing.getal_vrij(text) to woonkluis_lader, woonkluis_bouwer;

-- Per delivery: nobody who asks for one should wait for all. What was just landed has no statistics: expecting a few numbers, the planner
-- would compare every one with every other.
create or replace function landing.categorie_aantal(van_levering bigint) returns table (
    levering_id bigint, rij bigint, blad text, cel text, globalid text, groep text, categorie text, soort text, jaartal text,
    geleverd text, aantal numeric, prijsklasse text
)
language sql
stable
parallel safe
set enable_nestloop = off
set enable_mergejoin = off
begin atomic
    select
        veld.levering_id,
        veld.rij,
        veld.blad,
        veld.cel,
        sleutel.globalid,
        lower(btrim(veld.groep)) as groep,
        btrim(veld.categorie) as categorie,
        veld.soort,
        veld.jaartal,
        veld.aantal as geleverd,
        -- A cell that holds a number is that number, whatever its separator looks like in text.
        case json_typeof(geland.waarden -> 'aantal')
            when 'number' then landing.getal(veld.aantal)
            else landing.getal_vrij(veld.aantal)
        end as aantal,
        klasse.code as prijsklasse
    from landing.lmvw_categorie_veld as veld
    inner join landing.lmvw_categorie as geland on veld.rij = geland.rij
    inner join landing.lmvw_levering_bron as levering on veld.levering_id = levering.levering_id
    left join landing.plan_sleutels($1) as sleutel on landing.geheel(veld.plan_rij) = sleutel.rij
    left join referentie.code_vertaling as klasse
        on
            levering.bron = klasse.bron
            and klasse.veld = 'prijsklasse'
            and lower(btrim(veld.categorie)) = lower(klasse.broncode)
            and lower(btrim(veld.groep)) = 'betaalbaarheid'
            and levering.peildatum >= klasse.geldig_van
            and (levering.peildatum < klasse.geldig_tot or klasse.geldig_tot is null)
    where veld.levering_id = $1 and geland.levering_id = $1 and levering.levering_id = $1;
end;

comment on function landing.categorie_aantal(bigint) is 'What landing.lmvw_categorie_aantal says of one delivery';
revoke all on function landing.categorie_aantal(bigint) from public;
grant execute on function landing.categorie_aantal(bigint) to woonkluis_lader, woonkluis_bouwer;

create or replace view landing.lmvw_categorie_aantal with (security_invoker = true) as
select
    levering.levering_id,
    deel.rij,
    deel.blad,
    deel.cel,
    deel.globalid,
    deel.groep,
    deel.categorie,
    deel.soort,
    deel.jaartal,
    deel.geleverd,
    deel.aantal,
    deel.prijsklasse
from landing.lmvw_levering_bron as levering
cross join landing.categorie_aantal(levering.levering_id) as deel
where levering.bron = 'zeeland';

create or replace function landing.categorie_jaar(van_levering bigint) returns table (
    levering_id bigint, rij bigint, globalid text, jaartal text, woningtype text, prijsklasse text,
    bouw text, sloop text, gerealiseerd boolean
)
language sql
stable
parallel safe
set enable_nestloop = off
set enable_mergejoin = off
begin atomic
    with aantal as (
        select * from landing.categorie_aantal($1)
        where aantal <> 0
    ),

    -- What is planned in a year, what is realised in years that nobody names, and what is planned in no year.
    periode as (
        select
            levering_id,
            globalid,
            groep,
            categorie,
            prijsklasse,
            case soort when 'jaar' then jaartal end as jaartal,
            soort = 'gerealiseerd' as gerealiseerd,
            min(rij) as rij,
            sum(aantal) as aantal
        from aantal
        where soort in ('jaar', 'gerealiseerd', 'planning')
        group by levering_id, globalid, groep, categorie, prijsklasse, case soort when 'jaar' then jaartal end, soort = 'gerealiseerd'
        union all
        select
            levering_id,
            globalid,
            groep,
            categorie,
            prijsklasse,
            null as jaartal,
            false as gerealiseerd,
            min(rij) as rij,
            sum(case when soort = 'totaal' then aantal else -aantal end) as aantal
        from aantal
        where soort in ('totaal', 'jaar', 'gerealiseerd')
        group by levering_id, globalid, groep, categorie, prijsklasse
        having bool_or(soort = 'totaal') and sum(case when soort = 'totaal' then aantal else -aantal end) > 0
    ),

    vorm as (
        select
            levering_id,
            globalid,
            jaartal,
            gerealiseerd,
            coalesce(sum(aantal) filter (where groep = 'nieuwbouw'), 0) as nieuwbouw,
            coalesce(sum(aantal) filter (where groep = 'woningtype'), 0) as typen,
            coalesce(sum(aantal) filter (where groep = 'betaalbaarheid'), 0) as prijzen,
            count(distinct categorie) filter (where groep = 'woningtype') as aantal_typen,
            count(distinct coalesce(prijsklasse, 'onbekend')) filter (where groep = 'betaalbaarheid') as aantal_klassen,
            min(lower(categorie)) filter (where groep = 'woningtype') as een_type,
            min(coalesce(prijsklasse, 'onbekend')) filter (where groep = 'betaalbaarheid') as een_klasse,
            min(rij) filter (where groep = 'nieuwbouw') as rij
        from periode
        group by levering_id, globalid, jaartal, gerealiseerd
    ),

    -- By price where all are of one type, or no type is given; else by type, with the price where all have the same.
    cel as (
        select
            periode.levering_id,
            periode.rij,
            periode.globalid,
            periode.jaartal,
            periode.gerealiseerd,
            case when periode.groep = 'woningtype' then lower(periode.categorie) else coalesce(vorm.een_type, 'onbekend') end
                as woningtype,
            case
                when periode.groep = 'betaalbaarheid' then coalesce(periode.prijsklasse, 'onbekend')
                when vorm.aantal_klassen = 1 and vorm.prijzen = vorm.typen then vorm.een_klasse
                else 'onbekend'
            end as prijsklasse,
            periode.aantal
        from periode
        inner join vorm
            on
                periode.levering_id = vorm.levering_id
                and periode.globalid = vorm.globalid
                and periode.jaartal is not distinct from vorm.jaartal
                and periode.gerealiseerd = vorm.gerealiseerd
        where
            periode.groep = case
                when vorm.aantal_typen = 0 or (vorm.aantal_typen = 1 and vorm.prijzen = vorm.typen) then 'betaalbaarheid'
                else 'woningtype'
            end
        union all
        -- What no group divides.
        select
            levering_id,
            rij,
            globalid,
            jaartal,
            gerealiseerd,
            'onbekend' as woningtype,
            'onbekend' as prijsklasse,
            nieuwbouw - case when aantal_typen = 0 then prijzen else typen end as aantal
        from vorm
        where nieuwbouw > case when aantal_typen = 0 then prijzen else typen end
    )

    select
        levering_id,
        rij,
        globalid,
        jaartal,
        woningtype,
        prijsklasse,
        trim_scale(aantal)::text as bouw,
        null as sloop,
        case when gerealiseerd then true end as gerealiseerd
    from cel
    union all
    select
        levering_id,
        rij,
        globalid,
        jaartal,
        'onbekend' as woningtype,
        'onbekend' as prijsklasse,
        null as bouw,
        trim_scale(aantal)::text as sloop,
        case when gerealiseerd then true end as gerealiseerd
    from periode
    where groep = 'sloop';
end;

comment on function landing.categorie_jaar(bigint) is 'What landing.lmvw_categorie_jaar says of one delivery';
revoke all on function landing.categorie_jaar(bigint) from public;
grant execute on function landing.categorie_jaar(bigint) to woonkluis_lader, woonkluis_bouwer;

-- The number of the delivery is not that of the function: whoever asks for one delivery does not wait for all.
create or replace view landing.lmvw_categorie_jaar with (security_invoker = true) as
select
    levering.levering_id,
    deel.rij,
    deel.globalid,
    deel.jaartal,
    deel.woningtype,
    deel.prijsklasse,
    deel.bouw,
    deel.sloop,
    deel.gerealiseerd
from landing.lmvw_levering_bron as levering
cross join landing.categorie_jaar(levering.levering_id) as deel
where levering.bron = 'zeeland';

comment on view landing.lmvw_categorie_aantal is 'LMVW-5b: delivered numbers per category with their plan and what they are worth';
comment on column landing.lmvw_categorie_aantal.levering_id is 'Delivery';
comment on column landing.lmvw_categorie_aantal.rij is 'Sheet, row and column of the cell as one number: 3 00019 007 is sheet 3, cell G19';
comment on column landing.lmvw_categorie_aantal.blad is 'Sheet';
comment on column landing.lmvw_categorie_aantal.cel is 'Cell';
comment on column landing.lmvw_categorie_aantal.globalid is 'Key of the plan';
comment on column landing.lmvw_categorie_aantal.groep is 'Group: each divides the same woningen';
comment on column landing.lmvw_categorie_aantal.categorie is 'Category as delivered';
comment on column landing.lmvw_categorie_aantal.soort is 'jaar, totaal, gerealiseerd, restcapaciteit, or planning: the sum of the years';
comment on column landing.lmvw_categorie_aantal.jaartal is 'Year as delivered';
comment on column landing.lmvw_categorie_aantal.geleverd is 'Number as delivered';
comment on column landing.lmvw_categorie_aantal.aantal is 'Number; null when what was delivered is none';
comment on column landing.lmvw_categorie_aantal.prijsklasse is 'Price class of a category of betaalbaarheid, by the source''s limits';

comment on view landing.lmvw_categorie_jaar is
'LMVW-5b: categories as counts by plan, year, woningtype and prijsklasse; what is not known together is onbekend';
comment on column landing.lmvw_categorie_jaar.levering_id is 'Delivery';
comment on column landing.lmvw_categorie_jaar.rij is 'First cell that the count comes from';
comment on column landing.lmvw_categorie_jaar.globalid is 'Key of the plan';
comment on column landing.lmvw_categorie_jaar.jaartal is 'Year; null when none is named';
comment on column landing.lmvw_categorie_jaar.woningtype is 'eengezins, meergezins or onbekend';
comment on column landing.lmvw_categorie_jaar.prijsklasse is 'Price class or onbekend';
comment on column landing.lmvw_categorie_jaar.bouw is 'Woningen built';
comment on column landing.lmvw_categorie_jaar.sloop is 'Woningen demolished';
comment on column landing.lmvw_categorie_jaar.gerealiseerd is 'True for what the source counts as realised in no named year';

revoke all on landing.lmvw_categorie_aantal, landing.lmvw_categorie_jaar from public;
grant select on landing.lmvw_categorie_aantal, landing.lmvw_categorie_jaar to woonkluis_lader, woonkluis_bouwer;

reset role;
