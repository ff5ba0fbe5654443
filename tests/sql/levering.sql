-- LMVW-4d, LMVW-5c: the status of a delivery only moves forward, and what was delivered does not change.
select plan(30);

set local role woonkluis_lader;
insert into register.levering (regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
select 'lmvw', 'GM0150', 'PV23', 'test-1', '2031-01-01', repeat(teken, 64), 'een.gpkg', 10
from unnest(array['a', 'b', 'c', 'd']) as teken;
reset role;

create temporary view l as
select *, left(bestand_sha256, 1) as teken from register.levering where peildatum = '2031-01-01';
grant select, update on l to woonkluis_lader;

create function pg_temp.zet(teken text, nieuw text) returns text
language sql
return format(
    'update register.levering set status = %1$L, besloten_op = case when %1$L in (''geaccepteerd'', ''afgekeurd'') then now() else besloten_op end '
    'where peildatum = ''2031-01-01'' and bestand_sha256 = %2$L', nieuw, repeat(teken, 64)
);

set local role woonkluis_lader;
select results_eq($$select distinct status from l$$, array['ontvangen'], 'a delivery begins as ontvangen');
select throws_ok(
    $$insert into register.levering (regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes, status)
    values ('lmvw', 'GM0150', 'test-1', '2031-01-01', repeat('e', 64), 'x', 1, 'geaccepteerd')$$,
    '23514', null, 'a delivery is not born accepted'
);
select throws_ok(
    $$insert into register.levering (regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
    values ('lmvw', 'GM0150', 'test-1', '2031-01-01', repeat('a', 64), 'x', 1)$$,
    '23505', null, 'the same file twice is one delivery'
);

select throws_ok(pg_temp.zet('a', stap), '23514', null, 'ontvangen does not become ' || stap)
from unnest(array['gecontroleerd', 'geaccepteerd', 'vervangen', 'ingetrokken']) as stap;
select lives_ok(pg_temp.zet('d', 'afgekeurd'), 'ontvangen -> afgekeurd: a file that cannot be read');
select lives_ok(pg_temp.zet(teken, 'gelezen'), 'ontvangen -> gelezen') from unnest(array['a', 'b', 'c']) as teken;
select throws_ok(pg_temp.zet('a', stap), '23514', null, 'gelezen does not become ' || stap)
from unnest(array['ontvangen', 'geaccepteerd', 'afgekeurd']) as stap;
select lives_ok(pg_temp.zet(teken, 'gecontroleerd'), 'gelezen -> gecontroleerd') from unnest(array['a', 'b', 'c']) as teken;
select lives_ok(pg_temp.zet('c', 'afgekeurd'), 'gecontroleerd -> afgekeurd: blocking findings');
select lives_ok(pg_temp.zet('a', 'geaccepteerd'), 'gecontroleerd -> geaccepteerd');
select throws_ok(pg_temp.zet('b', 'geaccepteerd'), '23505', null, 'one accepted delivery per bronhouder and peildatum');
select lives_ok(pg_temp.zet('a', 'vervangen'), 'geaccepteerd -> vervangen');
select lives_ok(pg_temp.zet('b', 'geaccepteerd'), 'the next takes its place');
select throws_ok(pg_temp.zet(teken, 'geaccepteerd'), '23514', null, 'what is rejected or replaced does not come back')
from unnest(array['a', 'c']) as teken;
select throws_ok(
    $$update register.levering set bestand_naam = 'y' where peildatum = '2031-01-01'$$, '42501', null, 'the loader may not rename'
);
select throws_ok($$delete from register.levering$$, '42501', null, 'nor delete');
reset role;
select throws_ok(
    $$update register.levering set peildatum = '2031-07-01' where peildatum = '2031-01-01'$$, '23514', null,
    'what was delivered does not change, for nobody'
);
set local role woonkluis_lader;
select throws_ok(
    format('update register.levering set %s where status = ''geaccepteerd'' and peildatum = ''2031-01-01''', wijziging), '23514', null,
    'what was decided does not change: ' || wijziging
)
from unnest(array['besloten_op = null', 'rijen = ''{"Planregistratie": 1}''', 'vervangen_door = levering_id']) as wijziging;
reset role;

select * from finish();
