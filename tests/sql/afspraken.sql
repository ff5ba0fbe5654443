-- LMVW-5d, LMVW-5e, LMVW-6a, LMVW-8, LMVW-9, LMVW-10, LMVW-17: what is agreed is added, never rewritten, and fits its article.
select plan(60);

-- What other tests left would be counted too.
set local session_replication_role = replica;
delete from register.bevinding;
delete from register.bijlage;
delete from register.levering;
delete from register.peilmoment;
delete from register.peilmoment_bronhouder;
set local session_replication_role = origin;

create role tap_pv23 login;
create role tap_gm login;
create role tap_beheer login;
create role tap_stuurgroep login;
grant lmvw_provincie to tap_pv23;
grant lmvw_gemeente to tap_gm;
grant lmvw_beheer to tap_beheer;
grant lmvw_stuurgroep to tap_stuurgroep;
insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code) values
('tap_pv23'::regrole, 'lmvw', 'provincie', 'PV23'),
('tap_gm'::regrole, 'lmvw', 'gemeente', 'GM0150');

set local role woonkluis_lader;
insert into register.levering (regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
select
    'lmvw',
    gemeente,
    provincie,
    'test-1',
    '2031-01-01',
    repeat(teken, 64),
    'een.gpkg',
    10
from (values ('GM0150', 'PV23', 'a'), ('GM0193', 'PV23', 'b'), ('GM0202', 'PV25', 'c')) as l (gemeente, provincie, teken);
reset role;

create function pg_temp.levering(gemeente text) returns bigint
language sql
return (
    select levering_id from register.levering
    where bronhouder_code = gemeente and peildatum = '2031-01-01'
);

-- A label is for a plan that was delivered.
insert into landing.lmvw_planregistratie (levering_id, rij, rij_hash, waarden)
values (pg_temp.levering('GM0150'), 1, sha256(''), '{"globalid": "AB-1"}');

create function pg_temp.besluit(
    soort text, orgaan text, gebied_soort text, gebied_code text, tot text default '2031-12-31', levering bigint default null
) returns text
language sql
return format(
    'insert into register.besluit '
    '(soort, orgaan, uitkomst, gebied_soort, gebied_code, levering_id, motivering, besloten_door, geldig_van, geldig_tot) values ('
    '%L, %L, ''toegewezen'', %L, %L, %s, ''proef'', ''iemand'', ''2031-01-01'', %L)',
    soort, orgaan, gebied_soort, gebied_code, coalesce(levering::text, 'null'), tot
);

create function pg_temp.label(gemeente text, provincie text, label text, gebeurtenis text) returns text
language sql
return format(
    'insert into register.label (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, reden) '
    'values (%L, %L, ''{AB-1}'', %L, %L, ''proef'')',
    gemeente, provincie, label, gebeurtenis
);

-- Decisions
set local role woonkluis_lader;
select lives_ok(pg_temp.besluit('optelling_9', 'provincie', 'gemeente', 'GM0150'), 'LMVW-9: a provincie approves');
select lives_ok(pg_temp.besluit('maatwerk_17a', 'stuurgroep', 'nederland', 'NL'), 'LMVW-17a');
select lives_ok(pg_temp.besluit('maatwerk_17b', 'gemeente', 'gemeente', 'GM0202'), 'LMVW-17b');
select throws_ok(pg_temp.besluit('toegang_13b', 'stuurgroep', 'nederland', 'NL', null), '42501', null, 'LMVW-13b: who lands does not decide it');
select
    throws_ok(
        pg_temp.besluit(soort, orgaan, gebied_soort, code, tot), '23514', null, concat_ws(' ', soort, orgaan, code, tot, 'is refused')
    )
from (
    values
    ('optelling_9', 'gemeente', 'gemeente', 'GM0150', '2031-12-31'), ('optelling_9', 'provincie', 'provincie', 'PV23', '2031-12-31'),
    ('optelling_9', 'provincie', 'gemeente', 'GM0150', null), ('maatwerk_17a', 'provincie', 'provincie', 'PV23', '2031-12-31'),
    ('maatwerk_17b', 'provincie', 'nederland', 'NL', '2031-12-31'), ('maatwerk_17a', 'stuurgroep', 'nederland', 'NL', null),
    ('maatwerk_17a', 'stuurgroep', 'gemeente', '0150', '2031-12-31'), ('optelling_9', 'provincie', 'gemeente', 'GM0150', '2030-12-31'),
    ('correctie_10', 'beheerorganisatie', 'gemeente', 'GM0150', null), ('iets', 'provincie', 'gemeente', 'GM0150', '2031-12-31')
) as fout (soort, orgaan, gebied_soort, code, tot);
select throws_ok($$delete from register.besluit$$, '42501', null, 'a decision is not deleted');
select throws_ok($$update register.besluit set motivering = 'anders'$$, '42501', null, 'nor rewritten');
select lives_ok($$update register.besluit set ingetrokken_op = now() + '1 hour', ingetrokken_door = 'proef', ingetrokken_reden = 'proef' where gebied_code = 'GM0202'$$, 'it is withdrawn');
select throws_ok($$update register.besluit set ingetrokken_op = null where gebied_code = 'GM0202'$$, '23514', null, 'once');
select is_empty($$select 1 from register.besluit_geldig where gebied_code = 'GM0202'$$, 'and counts no longer');
reset role;
select throws_ok($$update register.besluit set geldig_tot = '2040-01-01'$$, '23514', null, 'for nobody');
select throws_ok($$delete from register.besluit$$, '23514', null, 'nor deleted by anybody');

set local role tap_gm;
select results_eq(
    $$select soort from register.besluit order by 1$$, array['maatwerk_17a', 'optelling_9'], 'a gemeente reads what concerns it'
);
reset role;
set local role tap_stuurgroep;
select results_eq($$select soort from register.besluit order by 1$$, array['maatwerk_17a'], 'the stuurgroep its own');
reset role;

-- Labels
set local role tap_pv23;
select lives_ok(pg_temp.label('GM0150', 'PV23', 'strijdig_5d', 'gelegd'), 'LMVW-5d: a provincie labels');
select throws_ok(pg_temp.label('GM0202', 'PV25', 'strijdig_5d', 'gelegd'), '42501', null, 'not for another provincie');
select throws_ok(pg_temp.label('GM0202', 'PV23', 'strijdig_5d', 'gelegd'), '42501', null, 'nor a gemeente of another');
select throws_ok(pg_temp.label('GM0193', 'PV23', 'strijdig_5d', 'opgeheven'), '23514', null, 'what is not gelegd is not opgeheven');
select throws_ok(pg_temp.label('GM0150', 'PV23', 'mooi', 'gelegd'), '23514', null, 'there are two labels');
select throws_ok(
    $$insert into register.label (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, reden, door)
    values ('GM0150', 'PV23', 'x', 'strijdig_5d', 'gelegd', 'proef', 'iemand anders')$$, '42501', null, 'the server says who'
);
select throws_ok($$update register.label set reden = 'anders'$$, '42501', null, 'a label is history');
select throws_ok($$delete from register.label$$, '42501', null, 'which stays');
select results_eq($$select label from register.label_actueel$$, array['strijdig_5d'], 'the label is in force');
select
    lives_ok(
        replace(pg_temp.label('GM0150', 'PV23', 'strijdig_5d', 'opgeheven'), '{AB-1}', 'ab-1'), 'opgeheven, however the id is written'
    );
select is_empty($$select 1 from register.label_actueel$$, 'so not in force');
select is((select count(*) from register.label), 2::bigint, 'and both remain');
select lives_ok(pg_temp.label('GM0150', 'PV23', 'niet_beoordeeld_5e', 'gelegd'), 'LMVW-5e');
reset role;
select throws_ok($$update register.label set reden = 'anders'$$, '42501', null, 'for nobody');
set local role tap_gm;
select is((select count(*) from register.label), 3::bigint, 'A4: the gemeente sees the labels of its plans');
select throws_ok(pg_temp.label('GM0150', 'PV23', 'strijdig_5d', 'gelegd'), '42501', null, 'and makes none');
reset role;

-- What is declared beside a file
set local role woonkluis_lader;
select lives_ok(
    format(
        $f$insert into register.bijlage (levering_id, sha256, bestand_naam, bestand_bytes, verklaring) values (%s, repeat('a', 64), 'v.yml', 1,
        '{"gecommuniceerd": ["AB-1"], "aggregeren_door_provincie": true,
        "optelling": [{"globalid": "S", "delen": [{"naam": "een", "bruto": 3}, {"naam": "twee", "bruto": 4}]}]}')$f$,
        pg_temp.levering('GM0150')
    ), 'LMVW-6a, LMVW-8, LMVW-9: a verklaring'
);
select results_eq($$select gemeente_code from register.keuze_8$$, array['GM0150'], 'LMVW-8: the choice stands with the delivery');
select results_eq($$select globalid from register.verklaring_gecommuniceerd$$, array['AB-1'], 'LMVW-6a: the plans stand in a view');
select
    results_eq(
        $$select naam, bruto from register.optelling_9 order by volgnummer$$, $$values ('een', 3), ('twee', 4)$$, 'LMVW-9: so do the parts'
    );
select throws_ok($$update register.bijlage set verklaring = '{}'$$, '42501', null, 'a verklaring does not change');
update register.levering set status = 'gelezen'
where peildatum = '2031-01-01';
update register.levering set status = 'gecontroleerd'
where peildatum = '2031-01-01';
select throws_ok(
    format(
        $f$insert into register.bijlage (levering_id, sha256, bestand_naam, bestand_bytes, verklaring) values (%s, repeat('a', 64), 'v.yml', 1, '{}')$f$,
        pg_temp.levering('GM0150')
    ), '23514', null, 'what the rules did not see is refused'
);
select
    throws_ok(
        $$update register.levering set aggregeren_door_provincie = false where aggregeren_door_provincie$$, '23514', null, 'also by hand'
    );
reset role;
insert into register.bevinding (levering_id, regel_id, ernst, artikel, waarde, melding)
select levering_id, 'PROEF', 'info', '8', 'geheim', 'proef' from register.levering where peildatum = '2031-01-01';
set local role tap_beheer;
select throws_ok($$select 1 from register.bijlage$$, '42501', null, 'LMVW-8: beheer does not read what is declared');
select is_empty($$select 1 from register.label$$, 'nor labels of plans that are kept from it');
select results_eq(
    $$select l.bronhouder_code from register.bevinding join register.levering as l using (levering_id) order by 1$$,
    array['GM0193', 'GM0202'], 'nor findings, which quote them'
);
reset role;
set local role woonkluis_lader;
insert into register.levering (regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
values ('lmvw', 'GM0150', 'PV23', 'test-1', '2031-01-01', repeat('d', 64), 'zonder verklaring.gpkg', 10);
insert into register.bevinding (levering_id, regel_id, ernst, artikel, waarde, melding)
select levering_id, 'PROEF', 'info', '8', 'geheim', 'proef' from register.levering where bestand_sha256 = repeat('d', 64);
reset role;
set local role tap_beheer;
select is_empty(
    $$select 1 from register.bevinding join register.levering using (levering_id) where bronhouder_code = 'GM0150'$$,
    'also of the file that was delivered without its verklaring'
);
reset role;
set local role tap_pv23;
select results_eq(
    $$select l.bronhouder_code from register.bevinding join register.levering as l using (levering_id) order by 1$$,
    array['GM0150', 'GM0150', 'GM0193'], 'its provincie does'
);
reset role;

-- LMVW-10
set local role woonkluis_lader;
insert into register.peilmoment (peildatum, naam, extractie_op) values ('2021-01-01', 'voorjaarslevering', '2021-04-01 00:00+02');
select throws_ok(
    $$insert into register.peilmoment (peildatum, naam, extractie_op) values ('2031-02-01', 'voorjaarslevering', '2031-04-01')$$,
    '23514',
    null,
    'LMVW-10: a peildatum is 1 January or 1 July'
);
select
    throws_ok(
        $$update register.peilmoment set bevroren_op = '2021-03-01' where peildatum = '2021-01-01'$$, '23514', null, 'not frozen early'
    );
select lives_ok($$update register.peilmoment set bevroren_op = now() where peildatum = '2021-01-01'$$, 'frozen');
select
    throws_ok($$update register.peilmoment set bevroren_op = null where peildatum = '2021-01-01'$$, '23514', null, 'and frozen it stays');
reset role;

set local role woonkluis_lader;
insert into register.peilmoment (peildatum, naam, extractie_op) values ('2031-01-01', 'voorjaarslevering', '2031-04-01 00:00+02');
insert into register.peilmoment_bronhouder (regime, peildatum, bronhouder_code, provincie_code)
select 'lmvw', '2031-01-01', gemeente, provincie
from (values ('GM0150', 'PV23'), ('GM0193', 'PV23'), ('GM0202', 'PV25'), ('GM0363', 'PV27')) as verwacht (gemeente, provincie);
update register.levering set status = 'geaccepteerd' where bestand_sha256 = repeat('a', 64) and peildatum = '2031-01-01';
update register.levering set status = 'afgekeurd' where bronhouder_code = 'GM0193' and peildatum = '2031-01-01';
select results_eq(
    $$select gemeente_code, stand from register.volledigheid where peildatum = '2031-01-01' order by 1$$,
    $$values ('GM0150', 'geaccepteerd'), ('GM0193', 'afgekeurd'), ('GM0202', 'in_behandeling'), ('GM0363', 'niet_geleverd')$$,
    'LMVW-10: who delivered'
);
reset role;
set local role tap_beheer;
select is((select count(*) from register.volledigheid where peildatum = '2031-01-01'), 4::bigint, 'beheer sees everybody');
reset role;
set local role tap_pv23;
select results_eq(
    $$select gemeente_code from register.volledigheid where peildatum = '2031-01-01' order by 1$$, array['GM0150', 'GM0193'],
    'a provincie its own'
);
reset role;
set local role tap_gm;
select results_eq($$select gemeente_code from register.volledigheid$$, array['GM0150'], 'a gemeente itself');
select throws_ok($$update register.peilmoment set bevroren_op = now()$$, '42501', null, 'and freezes nothing');
reset role;

select * from finish();
