-- LMVW-13d: plans in a window, by a spatial index. No reader may use one on a table with policies: EXPLAIN ANALYZE would count the hidden
-- plans in a window, or nearer than the first of its own. These functions look for the caller, in a relation that nobody reads: first its
-- gemeenten, then the window within each of them, so that no plan is met that the caller may not see (docs/decisions/0010). pgaudit does
-- not see what they read, so they write the line themselves (WIV-6.9).
set local role woonkluis_eigenaar;

-- Inside functions of owners current_user is the owner. Who asks is the role that the session took (SET ROLE), as for the policies, and
-- else its login: an administrator who takes the role of a reader sees what that reader sees.
create or replace function toegang.vrager() returns name
language sql
stable
set search_path = pg_catalog, pg_temp
return coalesce(nullif(current_setting('role'), 'none'), session_user)::name;
comment on function toegang.vrager() is 'LMVW-12: role whose rights count in a function of an owner: that of SET ROLE, or else the login';

revoke all on function toegang.vrager() from public;
grant execute on function toegang.vrager() to woonkluis_bouwer;

create or replace function toegang.gemeenten_van_sessie() returns text[]
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
return array(
    select recht.gebied_code
    from toegang.recht_van(toegang.vrager()) as recht
    where
        recht.regime = 'lmvw'
        and recht.gebied_soort = 'gemeente'
        and recht.studie_id is null
        and pg_has_role(toegang.vrager(), 'lmvw_gemeente', 'usage')
    union
    select gemeente.gemeente_code
    from toegang.recht_van(toegang.vrager()) as recht
    inner join referentie.gemeente on recht.gebied_code = gemeente.provincie_code
    where
        recht.regime = 'lmvw'
        and recht.gebied_soort = 'provincie'
        and recht.studie_id is null
        and pg_has_role(toegang.vrager(), 'lmvw_provincie', 'usage')
    union
    select gemeente.gemeente_code
    from toegang.recht_van(toegang.vrager()) as recht
    inner join referentie.gemeente
        on
            recht.gebied_soort = 'nederland'
            or (recht.gebied_soort = 'provincie' and recht.gebied_code = gemeente.provincie_code)
            or (recht.gebied_soort = 'gemeente' and recht.gebied_code = gemeente.gemeente_code)
    where
        recht.regime = 'lmvw'
        and recht.datatype = 'polygonen'
        and recht.studie_id is not null
        and recht.geldig_tot is not null
        and (
            pg_has_role(toegang.vrager(), 'lmvw_onderzoeker_12a', 'usage')
            or pg_has_role(toegang.vrager(), 'lmvw_onderzoeker_12b', 'usage')
            or pg_has_role(toegang.vrager(), 'lmvw_onderzoeker_12c', 'usage')
        )
);
comment on function toegang.gemeenten_van_sessie() is
'LMVW-5, LMVW-8, LMVW-13a: gemeenten of which the role of this session may see every plan with its place, now';

revoke all on function toegang.gemeenten_van_sessie() from public;
grant execute on function toegang.gemeenten_van_sessie() to woonkluis_bouwer;

reset role;

set local role woonkluis_bouwer;

-- Replacing it could not change its columns, which are those of the model.
drop function if exists lmvw_vertrouwelijk.woningbouwplan_in_venster(public.geometry);
create function lmvw_vertrouwelijk.woningbouwplan_in_venster(venster public.geometry)
returns table (
    plan_id uuid,
    bron_plan_id text,
    levering_id bigint,
    rij bigint,
    rij_hash bytea,
    gemeente_code character(6),
    provincie_code text,
    peildatum date,
    plannaam text,
    vertrouwelijk boolean,
    vertrouwelijk_grond text,
    strijdig_5d boolean,
    niet_beoordeeld_5e boolean,
    bewaarplaats text,
    vervallen boolean,
    status_planologisch text,
    hard_zacht text,
    projectfase text,
    plantype text,
    opdrachtgever_type text,
    opdrachtgever_naam text,
    woonplaats text,
    oplevering_eerste integer,
    oplevering_laatste integer,
    bruto_aantal integer,
    sloop_aantal integer,
    netto_aantal integer,
    afleiding jsonb,
    geometrie public.geometry
)
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
-- Other ways would be right and slow, and would tell by their buffers what they met.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    is_beheer constant boolean := pg_has_role(toegang.vrager(), 'lmvw_beheer', 'usage');
    gemeenten constant text [] := toegang.gemeenten_van_sessie();
    gebied text;
    aantal bigint;
    gevonden bigint := 0;
begin
    if venster is null or st_srid(venster) <> 28992 then
        raise exception 'a window is a geometry in RD New: st_makeenvelope(x1, y1, x2, y2, 28992)'
            using errcode = 'invalid_parameter_value';
    end if;
    if is_beheer then
        return query
        select plan.*
        from lmvw_vertrouwelijk.woningbouwplan_venster as plek
        inner join lmvw_vertrouwelijk.woningbouwplan as plan on plek.plan_id = plan.plan_id
        where plek.bewaarplaats = 'beheer' and plek.vak && venster;
        get diagnostics gevonden = row_count;
    end if;
    -- One gemeente at a time: in a join the planner may look into the window first.
    foreach gebied in array gemeenten
    loop
        return query
        select plan.*
        from lmvw_vertrouwelijk.woningbouwplan_venster as plek
        inner join lmvw_vertrouwelijk.woningbouwplan as plan on plek.plan_id = plan.plan_id
        where plek.gemeente_code = gebied and plek.vak && venster and not (is_beheer and plek.bewaarplaats = 'beheer');
        get diagnostics aantal = row_count;
        gevonden := gevonden + aantal;
    end loop;
    raise log 'woonkluis read: lmvw_vertrouwelijk.woningbouwplan, login %, rows %', session_user, gevonden;
end
$$;
comment on function lmvw_vertrouwelijk.woningbouwplan_in_venster(public.geometry) is
'LMVW-5, LMVW-8, LMVW-13a: plans that touch the bounding box of a window in RD New, of those the caller may see; every call is logged';

revoke all on function lmvw_vertrouwelijk.woningbouwplan_in_venster(public.geometry) from public;
grant execute on function lmvw_vertrouwelijk.woningbouwplan_in_venster(public.geometry) to
lmvw_gemeente, lmvw_provincie, lmvw_beheer, lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c;

reset role;
