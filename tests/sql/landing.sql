-- LMVW-5c: a landed row is as delivered, the server can prove it, and nobody changes it.
select plan(76);

select columns_are('landing', tabel, array['levering_id', 'rij', 'rij_hash', 'waarden', 'geometrie'])
from unnest(array[
    'lmvw_planregistratie', 'lmvw_detailplanning', 'cwr_woning', 'cwr_huurovereenkomst', 'cwr_gezinslid', 'cwr_huurprijsberekening',
    'cwr_bericht', 'cwr_wijziging', 'cwr_handicap', 'cwr_arbeidsongeschiktheid', 'cwr_ao_vergoeding', 'cwr_overgeslagen'
]) as tabel;
select col_is_pk('landing', tabel::name, array['levering_id', 'rij']::name[], tabel || ' has one row per delivered row')
from unnest(array[
    'lmvw_planregistratie', 'lmvw_detailplanning', 'cwr_woning', 'cwr_huurovereenkomst', 'cwr_gezinslid', 'cwr_huurprijsberekening',
    'cwr_bericht', 'cwr_wijziging', 'cwr_handicap', 'cwr_arbeidsongeschiktheid', 'cwr_ao_vergoeding', 'cwr_overgeslagen'
]) as tabel;
select col_type_is('landing', tabel, 'waarden', 'json', 'json keeps the bytes of the reader')
from unnest(array[
    'lmvw_planregistratie', 'lmvw_detailplanning', 'cwr_woning', 'cwr_huurovereenkomst', 'cwr_gezinslid', 'cwr_huurprijsberekening',
    'cwr_bericht', 'cwr_wijziging', 'cwr_handicap', 'cwr_arbeidsongeschiktheid', 'cwr_ao_vergoeding', 'cwr_overgeslagen'
]) as tabel;
select table_privs_are('landing', tabel, 'woonkluis_lader', array['SELECT', 'INSERT'], 'the loader adds and reads ' || tabel)
from unnest(array[
    'lmvw_planregistratie', 'lmvw_detailplanning', 'cwr_woning', 'cwr_huurovereenkomst', 'cwr_gezinslid', 'cwr_huurprijsberekening',
    'cwr_bericht', 'cwr_wijziging', 'cwr_handicap', 'cwr_arbeidsongeschiktheid', 'cwr_ao_vergoeding', 'cwr_overgeslagen'
]) as tabel;
select table_privs_are('landing', tabel, 'woonkluis_bouwer', array['SELECT'], 'the builder reads ' || tabel)
from unnest(array[
    'lmvw_planregistratie', 'lmvw_detailplanning', 'cwr_woning', 'cwr_huurovereenkomst', 'cwr_gezinslid', 'cwr_huurprijsberekening',
    'cwr_bericht', 'cwr_wijziging', 'cwr_handicap', 'cwr_arbeidsongeschiktheid', 'cwr_ao_vergoeding', 'cwr_overgeslagen'
]) as tabel;
select table_privs_are('landing', tabel, 'woonkluis_api', '{}'::name[], 'the delivery endpoint reads no ' || tabel)
from unnest(array[
    'lmvw_planregistratie', 'lmvw_detailplanning', 'cwr_woning', 'cwr_huurovereenkomst', 'cwr_gezinslid', 'cwr_huurprijsberekening',
    'cwr_bericht', 'cwr_wijziging', 'cwr_handicap', 'cwr_arbeidsongeschiktheid', 'cwr_ao_vergoeding', 'cwr_overgeslagen'
]) as tabel;

set local role woonkluis_lader;
insert into landing.lmvw_planregistratie
select
    4711,
    1,
    sha256(convert_to(waarden, 'UTF8') || public.st_asewkb(vlak, 'NDR')),
    waarden::json,
    vlak
from (select '{"plannaam" : "Hof  van Été",  "totaal_bouw":5.0}' as waarden, public.st_geomfromtext('POINT(1 2)', 28992) as vlak) as geleverd;
select results_eq(
    $$select sha256(convert_to(waarden::text, 'UTF8') || coalesce(public.st_asewkb(geometrie, 'NDR'), ''::bytea)) = rij_hash
    from landing.lmvw_planregistratie where levering_id = 4711$$,
    array[true], 'the server recomputes the hash, spaces and all'
);
select results_eq(
    $$select plannaam || '|' || totaal_bouw from landing.lmvw_planregistratie_veld where levering_id = 4711$$,
    array['Hof  van Été|5.0'], 'the view shows text as delivered'
);
select throws_ok(
    $$insert into landing.lmvw_planregistratie values (4711, 2, 'x', '{}', null)$$, '23514', null, 'a hash has 32 bytes'
);
select throws_ok($$update landing.lmvw_planregistratie set rij = 2$$, '42501', null, 'a landed row is not changed');
reset role;

select * from finish();
