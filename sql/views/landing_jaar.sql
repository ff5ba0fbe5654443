-- Counts by plan, year, woningtype and prijsklasse. `gerealiseerd` follows from the year and the peildatum: what files say of it is
-- inverted by some makers and dated by the day of export by others.
set local role woonkluis_eigenaar;

create or replace view landing.lmvw_jaar with (security_invoker = true) as
with jaar as (
    select
        veld.levering_id,
        'DetailPlanning' as laag,
        veld.rij,
        cel.kolom,
        veld.parent_globalid as globalid,
        veld.jaartal,
        cel.woningtype,
        cel.prijsklasse,
        cel.bouw,
        cel.sloop,
        null::boolean as gerealiseerd
    from landing.lmvw_detailplanning_veld as veld
    cross join
        lateral (
            values
            ('eengezins', 'koop1', 'eengezins_koop1', veld.eengezins_koop1, veld.sloop_eengezins_koop1),
            ('eengezins', 'koop2', 'eengezins_koop2', veld.eengezins_koop2, veld.sloop_eengezins_koop2),
            ('eengezins', 'koop3', 'eengezins_koop3', veld.eengezins_koop3, veld.sloop_eengezins_koop3),
            ('eengezins', 'koop4', 'eengezins_koop4', veld.eengezins_koop4, veld.sloop_eengezins_koop4),
            ('eengezins', 'koop_onbekend', 'eengezins_koop_onb', veld.eengezins_koop_onb, veld.sloop_eengezins_koop_onb),
            ('eengezins', 'huur1', 'eengezins_huur1', veld.eengezins_huur1, veld.sloop_eengezins_huur1),
            ('eengezins', 'huur2', 'eengezins_huur2', veld.eengezins_huur2, veld.sloop_eengezins_huur2),
            ('eengezins', 'huur3', 'eengezins_huur3', veld.eengezins_huur3, veld.sloop_eengezins_huur3),
            ('eengezins', 'huur4', 'eengezins_huur4', veld.eengezins_huur4, veld.sloop_eengezins_huur4),
            ('eengezins', 'huur_onbekend', 'eengezins_huur_onb', veld.eengezins_huur_onb, veld.sloop_eengezins_huur_onb),
            ('eengezins', 'onbekend', 'eengezins_onbekend', veld.eengezins_onbekend, veld.sloop_eengezins_onbekend),
            ('meergezins', 'koop1', 'meergezins_koop1', veld.meergezins_koop1, veld.sloop_meergezins_koop1),
            ('meergezins', 'koop2', 'meergezins_koop2', veld.meergezins_koop2, veld.sloop_meergezins_koop2),
            ('meergezins', 'koop3', 'meergezins_koop3', veld.meergezins_koop3, veld.sloop_meergezins_koop3),
            ('meergezins', 'koop4', 'meergezins_koop4', veld.meergezins_koop4, veld.sloop_meergezins_koop4),
            ('meergezins', 'koop_onbekend', 'meergezins_koop_onb', veld.meergezins_koop_onb, veld.sloop_meergezins_koop_onb),
            ('meergezins', 'huur1', 'meergezins_huur1', veld.meergezins_huur1, veld.sloop_meergezins_huur1),
            ('meergezins', 'huur2', 'meergezins_huur2', veld.meergezins_huur2, veld.sloop_meergezins_huur2),
            ('meergezins', 'huur3', 'meergezins_huur3', veld.meergezins_huur3, veld.sloop_meergezins_huur3),
            ('meergezins', 'huur4', 'meergezins_huur4', veld.meergezins_huur4, veld.sloop_meergezins_huur4),
            ('meergezins', 'huur_onbekend', 'meergezins_huur_onb', veld.meergezins_huur_onb, veld.sloop_meergezins_huur_onb),
            ('meergezins', 'onbekend', 'meergezins_onbekend', veld.meergezins_onbekend, veld.sloop_meergezins_onbekend),
            ('onbekend', 'koop1', 'onbekend_koop1', veld.onbekend_koop1, veld.sloop_onbekend_koop1),
            ('onbekend', 'koop2', 'onbekend_koop2', veld.onbekend_koop2, veld.sloop_onbekend_koop2),
            ('onbekend', 'koop3', 'onbekend_koop3', veld.onbekend_koop3, veld.sloop_onbekend_koop3),
            ('onbekend', 'koop4', 'onbekend_koop4', veld.onbekend_koop4, veld.sloop_onbekend_koop4),
            ('onbekend', 'koop_onbekend', 'onbekend_koop_onb', veld.onbekend_koop_onb, veld.sloop_onbekend_koop_onb),
            ('onbekend', 'huur1', 'onbekend_huur1', veld.onbekend_huur1, veld.sloop_onbekend_huur1),
            ('onbekend', 'huur2', 'onbekend_huur2', veld.onbekend_huur2, veld.sloop_onbekend_huur2),
            ('onbekend', 'huur3', 'onbekend_huur3', veld.onbekend_huur3, veld.sloop_onbekend_huur3),
            ('onbekend', 'huur4', 'onbekend_huur4', veld.onbekend_huur4, veld.sloop_onbekend_huur4),
            ('onbekend', 'huur_onbekend', 'onbekend_huur_onb', veld.onbekend_huur_onb, veld.sloop_onbekend_huur_onb),
            ('onbekend', 'onbekend', 'onbekend_onbekend', veld.onbekend_onbekend, veld.sloop_onbekend_onbekend)
        ) as cel (woningtype, prijsklasse, kolom, bouw, sloop)
    where cel.bouw is not null or cel.sloop is not null
    union all
    select
        levering_id,
        'Categorie' as laag,
        rij,
        'aantal' as kolom,
        globalid,
        jaartal,
        woningtype,
        prijsklasse,
        bouw,
        sloop,
        gerealiseerd
    from landing.lmvw_categorie_jaar
    union all
    select
        levering_id,
        'Woningblok' as laag,
        rij,
        'aantal' as kolom,
        globalid,
        jaartal,
        woningtype,
        prijsklasse,
        bouw,
        sloop,
        null as gerealiseerd
    from landing.lmvw_blok_jaar
),

-- Q8: sources of which every delivery holds estimates.
schatter as (
    select bron from referentie.veld_afleiding
    where veld = 'geschat' and standaard = 'ja'
),

-- Q8: what DIWI writes for Gelderland holds its estimates as well. Its year rows are all text; in a geodatabase made from the template of
-- the provincie they are numbers. Once copied into another format, nothing tells the two apart.
tekst as (
    select levering.levering_id
    from landing.lmvw_levering_bron as levering
    cross join
        lateral (
            select json_typeof(geland.waarden -> 'jaartal') as soort
            from landing.lmvw_detailplanning as geland
            where geland.levering_id = levering.levering_id and geland.waarden -> 'jaartal' is not null
            order by geland.rij
            limit 1
        ) as jaartal
    where levering.contract = 'lmvw-gdb-1' and jaartal.soort = 'string'
)

select
    jaar.levering_id,
    jaar.laag,
    jaar.rij,
    jaar.kolom,
    jaar.globalid,
    jaar.jaartal,
    jaar.woningtype,
    jaar.prijsklasse,
    jaar.bouw,
    jaar.sloop,
    coalesce(
        jaar.gerealiseerd,
        coalesce(extract(year from landing.datum(jaar.jaartal))::integer, landing.geheel(jaar.jaartal))
        < extract(year from levering.peildatum)::integer
    ) as gerealiseerd,
    case
        -- What is derived here takes only what is known together.
        when jaar.laag <> 'DetailPlanning' then false
        when levering.bron in (select schatter.bron from schatter) then true
        when jaar.levering_id in (select tekst.levering_id from tekst) then true
    end as geschat
from jaar
inner join landing.lmvw_levering_bron as levering on jaar.levering_id = levering.levering_id;

do $$
declare
    kolom text;
begin
    for kolom in select attname from pg_attribute where attrelid = 'landing.lmvw_jaar'::regclass and attnum > 0
    loop
        execute format('comment on column landing.lmvw_jaar.%I is %L', kolom, kolom || ' in words of the basisset, as text');
    end loop;
end
$$;

comment on view landing.lmvw_jaar is 'LMVW-5b: counts by plan, year, woningtype and prijsklasse, of every format';
comment on column landing.lmvw_jaar.laag is 'Layer of the contract that the row stands in';
comment on column landing.lmvw_jaar.kolom is 'Column of the count; the one of sloop has the same name after sloop_';
comment on column landing.lmvw_jaar.globalid is 'Key of the plan as delivered';
comment on column landing.lmvw_jaar.gerealiseerd is 'Whether the year lies before that of the peildatum; null when the year is unknown';
comment on column landing.lmvw_jaar.geschat is
'LMVW-4c, Q8: whether the sender''s software shared out the woningen of the year over woningtypen and prijsklassen; null if nothing tells';
comment on column landing.lmvw_jaar.levering_id is 'Delivery';
comment on column landing.lmvw_jaar.rij is 'Row in the source: fid, sheet row or sequence number';

revoke all on landing.lmvw_jaar from public;
grant select on landing.lmvw_jaar to woonkluis_lader, woonkluis_bouwer;

reset role;
