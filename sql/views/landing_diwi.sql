-- DIWI, GeoJSON and Excel: what holds on the peildatum of statuses and phases that come with days, and its woningblokken with their prices.
set local role woonkluis_eigenaar;

-- The last of these days up to the peildatum, by name: {"2a Vastgesteld": "2024-05-01", ...}. A status without a day does not count.
create or replace function landing.geldt_op(json, date) returns text
language sql
immutable
parallel safe
return (
    select dag.key
    from json_each_text(case json_typeof($1) when 'object' then $1 else '{}' end) as dag
    where landing.datum(left(dag.value, 10)) <= $2
    order by landing.datum(left(dag.value, 10)) desc, dag.key
    limit 1
);

comment on function landing.geldt_op(json, date) is 'Name with the last day up to the peildatum; null when there is none';

-- LMVW-6c: what holds on the peildatum, and lists of one as the one value that they are.
create or replace view landing.lmvw_plan_moment with (security_invoker = true) as
select
    geland.levering_id,
    geland.rij,
    landing.geldt_op(geland.waarden -> 'planologische_planstatus', levering.peildatum) as status_planologisch,
    case
        when lower(btrim(geland.waarden ->> 'project_status')) in ('terminated', 'afgebroken') then 'Vervallen'
        -- Not its word for it: DIWI compares the end with the day of export.
        when landing.datum(left(geland.waarden ->> 'eind_project', 10)) < levering.peildatum then '7. Afgerond'
        else landing.geldt_op(geland.waarden -> 'projectfasen', levering.peildatum)
    end as projectfase,
    case
        when json_typeof(geland.waarden -> 'gemeente') <> 'array' then geland.waarden ->> 'gemeente'
        when json_array_length(geland.waarden -> 'gemeente') = 1 then geland.waarden -> 'gemeente' ->> 0
    end as gemeente
from landing.lmvw_planregistratie as geland
inner join register.levering on geland.levering_id = levering.levering_id
-- An array that is known before the rows are read: a plan of any other source is not looked up at all.
where
    geland.levering_id = any(
        array(
            select diwi.levering_id from landing.lmvw_levering_bron as diwi
            where diwi.bron = 'diwi'
        )
    );

-- The plan of every block: the row that it says, else the first with its key, else the first with its name and number. Joins by value,
-- planned without statistics of what was just landed: a search or a loop per block would read all plans again for every block.
create or replace function landing.blok_plan(van_levering bigint) returns table (levering_id bigint, rij bigint, globalid text)
language sql
stable
parallel safe
set enable_nestloop = off
set enable_mergejoin = off
begin atomic
    with plan as materialized (
        select
            veld.rij,
            sleutel.globalid,
            veld.globalid as geleverd,
            veld.plannaam,
            coalesce(veld.identificatie_nr, '') as identificatie_nr
        from landing.lmvw_planregistratie_veld as veld
        inner join landing.plan_sleutels($1) as sleutel on veld.rij = sleutel.rij
        where veld.levering_id = $1
    ),

    per_id as (
        select distinct on (geleverd)
            geleverd,
            globalid
        from plan
        order by geleverd, rij
    ),

    per_naam as (
        select distinct on (plannaam, identificatie_nr)
            plannaam,
            identificatie_nr,
            globalid
        from plan
        order by plannaam, identificatie_nr, rij
    )

    select
        $1 as levering_id,
        blok.rij,
        case
            when blok.plan_rij is not null then op_rij.globalid
            when blok.parent_globalid is not null then per_id.globalid
            else per_naam.globalid
        end as globalid
    from landing.lmvw_woningblok_veld as blok
    left join plan as op_rij on landing.geheel(blok.plan_rij) = op_rij.rij
    left join per_id on blok.parent_globalid = per_id.geleverd
    left join per_naam
        on blok.parent_naam = per_naam.plannaam and coalesce(blok.parent_identificatie_nr, '') = per_naam.identificatie_nr
    where blok.levering_id = $1;
end;

comment on function landing.blok_plan(bigint) is 'What landing.lmvw_blok_plan says of one delivery';
revoke all on function landing.blok_plan(bigint) from public;
grant execute on function landing.blok_plan(bigint) to woonkluis_lader, woonkluis_bouwer;

-- The number of the delivery is not that of the function: whoever asks for one delivery does not wait for all.
create or replace view landing.lmvw_blok_plan with (security_invoker = true) as
select
    levering.levering_id,
    deel.rij,
    deel.globalid
from landing.lmvw_levering_bron as levering
cross join landing.blok_plan(levering.levering_id) as deel
where levering.bron = 'diwi';

comment on view landing.lmvw_blok_plan is 'LMVW-5b: key of the plan of every delivered woningblok';
comment on column landing.lmvw_blok_plan.levering_id is 'Delivery';
comment on column landing.lmvw_blok_plan.rij is 'Row in the source: cell of the Excel as one number, or sequence number';
comment on column landing.lmvw_blok_plan.globalid is 'Key of the plan; null when there is no such plan';
revoke all on landing.lmvw_blok_plan from public;
grant select on landing.lmvw_blok_plan to woonkluis_lader, woonkluis_bouwer;

-- As a function with a setting, like its parts: planned without statistics of what was just landed, the views would be joined in loops
-- that unfold all plans again for every row.
create or replace function landing.blokken(van_levering bigint) returns table (
    levering_id bigint, rij bigint, globalid text, mutatie text, aantal numeric, eengezins numeric, meergezins numeric,
    type_onbekend numeric, einddatum text, mutatie_eigendom_type text, opleverdatum json, eigendom json, waarde json,
    bron text, peildatum date
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
        plan.globalid,
        mutatie.code as mutatie,
        landing.getal(veld.aantal) as aantal,
        coalesce(landing.getal(veld.eengezins), 0) as eengezins,
        coalesce(landing.getal(veld.meergezins), 0) as meergezins,
        coalesce(landing.getal(veld.type_onbekend), 0) as type_onbekend,
        veld.einddatum,
        veld.mutatie_eigendom_type,
        geland.waarden -> 'opleverdatum' as opleverdatum,
        geland.waarden -> 'eigendom' as eigendom,
        geland.waarden -> 'waarde' as waarde,
        levering.bron,
        levering.peildatum
    from landing.lmvw_woningblok_veld as veld
    inner join landing.lmvw_woningblok as geland on veld.levering_id = geland.levering_id and veld.rij = geland.rij
    inner join landing.lmvw_levering_bron as levering on veld.levering_id = levering.levering_id
    left join referentie.code_vertaling as mutatie
        on
            levering.bron = mutatie.bron
            and mutatie.veld = 'mutatie_type'
            and btrim(veld.mutatie_type) = mutatie.broncode
            and levering.peildatum >= mutatie.geldig_van
            and (levering.peildatum < mutatie.geldig_tot or mutatie.geldig_tot is null)
    left join landing.blok_plan($1) as plan on veld.rij = plan.rij
    where veld.levering_id = $1;
end;

comment on function landing.blokken(bigint) is 'What landing.lmvw_blok says of one delivery';
revoke all on function landing.blokken(bigint) from public;
grant execute on function landing.blokken(bigint) to woonkluis_lader, woonkluis_bouwer;

create or replace view landing.lmvw_blok with (security_invoker = true) as
select
    levering.levering_id,
    deel.rij,
    deel.globalid,
    deel.mutatie,
    deel.aantal,
    deel.eengezins,
    deel.meergezins,
    deel.type_onbekend,
    deel.einddatum,
    deel.mutatie_eigendom_type,
    deel.opleverdatum,
    deel.eigendom,
    deel.waarde,
    deel.bron,
    deel.peildatum
from landing.lmvw_levering_bron as levering
cross join landing.blokken(levering.levering_id) as deel
where levering.bron = 'diwi';

-- Numbers of woningen with a price, in whichever shape: a list or one object (GeoJSON), or by column and subheader (Excel).
create or replace view landing.lmvw_blok_prijs with (security_invoker = true) as
with deel as (
    select
        blok.levering_id,
        blok.rij,
        blok.bron,
        blok.peildatum,
        coalesce(deel.waarde ->> 'eigendom_type', blok.mutatie_eigendom_type) as eigendom_type,
        landing.getal(deel.waarde ->> 'laag') as laag,
        landing.getal(deel.waarde ->> 'hoog') as hoog,
        landing.getal(deel.waarde ->> 'waarde') as waarde,
        coalesce(landing.getal(deel.waarde ->> 'aantal'), case json_typeof(blok.waarde) when 'object' then blok.aantal end) as aantal
    from landing.lmvw_blok as blok
    cross join
        lateral (
            select lijst.value as waarde
            from json_array_elements(case json_typeof(blok.waarde) when 'array' then blok.waarde else '[]' end) as lijst
            union all
            select blok.waarde
            where
                json_typeof(blok.waarde) = 'object'
                and coalesce(blok.waarde ->> 'laag', blok.waarde ->> 'hoog', blok.waarde ->> 'waarde', blok.mutatie_eigendom_type)
                is not null
        ) as deel
    where json_typeof(deel.waarde) = 'object'
    union all
    select
        blok.levering_id,
        blok.rij,
        blok.bron,
        blok.peildatum,
        kolom.key as eigendom_type,
        landing.getal_vrij(case when subkop.key like '%-%' then split_part(subkop.key, '-', 1) end) as laag,
        landing.getal_vrij(case when subkop.key like '%-%' then split_part(subkop.key, '-', 2) end) as hoog,
        landing.getal_vrij(case when subkop.key not like '%-%' then subkop.key end) as waarde,
        landing.getal(subkop.value) as aantal
    from landing.lmvw_blok as blok
    cross join json_each(case json_typeof(blok.waarde) when 'object' then blok.waarde else '{}' end) as kolom
    cross join json_each_text(case json_typeof(kolom.value) when 'object' then kolom.value else '{}' end) as subkop
),

soort as (
    select
        deel.*,
        eigendom.code as soort
    from deel
    left join referentie.code_vertaling as eigendom
        on
            deel.bron = eigendom.bron
            and eigendom.veld = 'eigendom_type'
            and btrim(deel.eigendom_type) = eigendom.broncode
            and deel.peildatum >= eigendom.geldig_van
            and (deel.peildatum < eigendom.geldig_tot or eigendom.geldig_tot is null)
)

select
    soort.levering_id,
    soort.rij,
    soort.soort,
    soort.aantal,
    coalesce(soort.soort || coalesce(klasse.klasse::text, '_onbekend'), 'onbekend') as prijsklasse
from soort
left join
    lateral (
        select grens.klasse
        from referentie.prijsgrens as grens
        where
            grens.bron = soort.bron
            and grens.soort = soort.soort
            -- The limits of the year of the peildatum, else the last ones before it.
            and grens.jaar = (
                select max(eerder.jaar)
                from referentie.prijsgrens as eerder
                where eerder.bron = soort.bron and eerder.jaar <= extract(year from soort.peildatum)
            )
            -- A value lies in one class; a range has a class only if all of it lies there.
            and case
                when soort.waarde is null
                    then
                        coalesce(soort.laag, soort.hoog) is not null
                        and coalesce(soort.laag, 0) >= grens.ondergrens
                        and (grens.bovengrens is null or soort.hoog <= grens.bovengrens)
                when grens.bovengrens_telt_mee
                    then
                        (soort.waarde > grens.ondergrens or (soort.waarde = 0 and grens.ondergrens = 0))
                        and (grens.bovengrens is null or soort.waarde <= grens.bovengrens)
                else soort.waarde >= grens.ondergrens and (grens.bovengrens is null or soort.waarde < grens.bovengrens)
            end
        order by grens.klasse desc
        limit 1
    ) as klasse
    on true
where soort.aantal <> 0;

comment on view landing.lmvw_plan_moment is 'LMVW-6c: statuses and phases of DIWI on the peildatum, and lists of one value as that value';
comment on column landing.lmvw_plan_moment.levering_id is 'Delivery';
comment on column landing.lmvw_plan_moment.rij is 'Row in the source: sheet row or sequence number';
comment on column landing.lmvw_plan_moment.status_planologisch is 'Status with the last day up to the peildatum, as delivered';
comment on column landing.lmvw_plan_moment.projectfase is
'Phase with the last day up to the peildatum; Vervallen when the project is, 7. Afgerond when it ended before';
comment on column landing.lmvw_plan_moment.gemeente is 'Gemeente; null when the source gives several';

comment on view landing.lmvw_blok is 'LMVW-5b: delivered woningblokken with their plan';
comment on column landing.lmvw_blok.levering_id is 'Delivery';
comment on column landing.lmvw_blok.rij is 'Row in the source: cell of the Excel as one number, or sequence number';
comment on column landing.lmvw_blok.globalid is 'Key of the plan';
comment on column landing.lmvw_blok.mutatie is 'bouw or sloop; null when the code is unknown';
comment on column landing.lmvw_blok.aantal is 'Woningen; null when what was delivered is no number';
comment on column landing.lmvw_blok.eengezins is 'Of which eengezins';
comment on column landing.lmvw_blok.meergezins is 'Of which meergezins';
comment on column landing.lmvw_blok.type_onbekend is 'Of which the woningtype is unknown';
comment on column landing.lmvw_blok.einddatum is 'Day of completion as delivered (GeoJSON)';
comment on column landing.lmvw_blok.mutatie_eigendom_type is 'Eigendom of the whole block (import template)';
comment on column landing.lmvw_blok.opleverdatum is 'Woningen by day of completion (Excel)';
comment on column landing.lmvw_blok.eigendom is 'Woningen by eigendom (Excel)';
comment on column landing.lmvw_blok.waarde is 'Woningen by price as delivered';
comment on column landing.lmvw_blok.bron is 'Whose spelling of codes it uses';
comment on column landing.lmvw_blok.peildatum is 'Reference date of the figures';

comment on view landing.lmvw_blok_prijs is 'LMVW-5b: woningen of a block by price';
comment on column landing.lmvw_blok_prijs.levering_id is 'Delivery';
comment on column landing.lmvw_blok_prijs.rij is 'Row in the source of the block';
comment on column landing.lmvw_blok_prijs.soort is 'koop or huur; null when unknown';
comment on column landing.lmvw_blok_prijs.aantal is 'Woningen';
comment on column landing.lmvw_blok_prijs.prijsklasse is
'Class of the price by the limits of the source, koop_onbekend, huur_onbekend or onbekend';

revoke all on landing.lmvw_plan_moment, landing.lmvw_blok, landing.lmvw_blok_prijs from public;
grant select on landing.lmvw_plan_moment, landing.lmvw_blok, landing.lmvw_blok_prijs to woonkluis_lader, woonkluis_bouwer;
revoke all on function landing.geldt_op(json, date) from public;
grant execute on function landing.geldt_op(json, date) to woonkluis_lader, woonkluis_bouwer;

reset role;
