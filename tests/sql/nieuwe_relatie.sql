-- LMVW-13, WIV-4.10: a relation is protected in the statement that makes it, whatever its maker forgets.
select plan(24);

create function pg_temp.bescherming(relatie regclass) returns text
language sql
return (
    select concat_ws(
        ' ', c.relrowsecurity, c.relforcerowsecurity, (select string_agg(p.polname, ',') from pg_policy as p where p.polrelid = c.oid)
    )
    from pg_class as c
    where c.oid = relatie
);

set local role woonkluis_bouwer;
create table lmvw_vertrouwelijk.tap_een (a integer);
create table lmvw_vertrouwelijk.tap_twee as select 1 as a;
select 1 as a into cwr_vertrouwelijk.proef_drie;
create table staging.proef_vier (a integer);
create table lmvw_publiek.proef_vijf as select 1 as a;
create table cwr_kluis.proef_zes (a integer) partition by list (a);
create table cwr_kluis.proef_zeven partition of cwr_kluis.proef_zes default;
reset role;
select is(pg_temp.bescherming(naam::regclass), 't t bouwer', naam || ' is closed for all but the builder')
from unnest(array[
    'lmvw_vertrouwelijk.tap_een', 'lmvw_vertrouwelijk.tap_twee', 'cwr_vertrouwelijk.proef_drie', 'staging.proef_vier',
    'cwr_kluis.proef_zes', 'cwr_kluis.proef_zeven'
]) as naam;
select is(pg_temp.bescherming('lmvw_publiek.proef_vijf'), 'f f', 'the public layer is open to whom it is granted');

grant select on lmvw_vertrouwelijk.tap_twee to lmvw_gemeente;
set local role lmvw_gemeente;
select is_empty('select a from lmvw_vertrouwelijk.tap_twee', 'a grant alone shows nothing');
reset role;
set local role woonkluis_bouwer;
select results_eq('select a from lmvw_vertrouwelijk.tap_twee', array[1], 'the builder reads what it built');
select throws_ok(opdracht, '42501', null, opdracht)
from unnest(array[
    'alter table lmvw_vertrouwelijk.tap_een disable row level security',
    'alter table lmvw_vertrouwelijk.tap_een no force row level security',
    'alter table lmvw_publiek.proef_vijf set schema lmvw_vertrouwelijk',
    'create materialized view lmvw_vertrouwelijk.proef_acht as select 1 as a',
    'create materialized view lmvw_publiek.proef_acht as select 1 as a'
]) as opdracht;

create view lmvw_publiek.proef_negen as select a from lmvw_vertrouwelijk.tap_twee;
create view lmvw_vertrouwelijk.proef_tien with (security_invoker = false) as select a from lmvw_vertrouwelijk.tap_twee;
alter view lmvw_publiek.proef_negen reset (security_invoker);
reset role;
select is(c.reloptions, array['security_invoker=true'], naam || ' runs with the rights of its reader')
from unnest(array['lmvw_publiek.proef_negen', 'lmvw_vertrouwelijk.proef_tien']) as naam
inner join pg_class as c on naam::regclass = c.oid;

set local role woonkluis_bouwer;
alter table lmvw_vertrouwelijk.tap_een add column plannaam text;
reset role;
select is_empty(
    $$select attname from pg_attribute
    where attrelid = 'lmvw_vertrouwelijk.tap_een'::regclass and attnum > 0 and attstattarget <> 0$$,
    'LMVW-13d: nothing for EXPLAIN to estimate from, also not of a later column'
);

select throws_ok(opdracht, '42501', null, opdracht)
from unnest(array[
    'grant select on landing.cwr_gezinslid to lmvw_beheer',
    'grant select (waarden) on landing.lmvw_planregistratie to publiek_lezer',
    'grant select on all tables in schema landing to lmvw_provincie',
    'grant select on staging.proef_vier to lmvw_gemeente',
    'grant select on cwr_kluis.proef_zes to cwr_dpo',
    'grant select on landing.cwr_woning to public'
]) as opdracht;
select lives_ok('grant select on landing.cwr_woning to woonkluis_bouwer', 'the tools keep theirs');

select * from finish();
