-- LMVW-5d, LMVW-5e: a label finds its plan however the id is written, or is refused; and says nothing of plans of others.
select plan(39);

create role tap_pv23 login;
create role tap_pv25 login;
create role tap_gm login;
grant lmvw_provincie to tap_pv23, tap_pv25;
grant lmvw_gemeente to tap_gm;
insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code) values
('tap_pv23'::regrole, 'lmvw', 'provincie', 'PV23'),
('tap_pv25'::regrole, 'lmvw', 'provincie', 'PV25'),
('tap_gm'::regrole, 'lmvw', 'gemeente', 'GM0150');

create function pg_temp.lever(
    gemeente text, provincie text, peildatum date, globalid text, status text[], contract text default 'test-1'
) returns void
language plpgsql
as $$
declare
    nieuw bigint;
    stap text;
begin
    insert into register.levering
    (regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
    values ('lmvw', gemeente, provincie, contract, peildatum, encode(sha256(globalid::bytea), 'hex'), 'een.gpkg', 10)
    returning levering_id into nieuw;
    insert into landing.lmvw_planregistratie (levering_id, rij, rij_hash, waarden)
    values (nieuw, 1, sha256(''), jsonb_build_object('globalid', globalid));
    foreach stap in array status loop
        update register.levering set status = stap where levering_id = nieuw;
    end loop;
end
$$;
set local role woonkluis_lader;
select pg_temp.lever('GM0150', 'PV23', '2090-01-01', 'weg', '{gelezen,gecontroleerd,geaccepteerd}');
select pg_temp.lever('GM0150', 'PV23', '2090-07-01', '{0A1B2C3D-1111-4222-8333-ABCDEF012345}', '{gelezen,gecontroleerd,geaccepteerd}');
select pg_temp.lever('GM0150', 'PV23', '2091-01-01', 'afgekeurd plan', '{gelezen,gecontroleerd,afgekeurd}');
select pg_temp.lever('GM0202', 'PV25', '2090-07-01', 'van een ander', '{gelezen,gecontroleerd,geaccepteerd}');
reset role;

create function pg_temp.label(
    plan text,
    gemeente text default 'GM0150',
    provincie text default 'PV23',
    datum date default current_date,
    geinformeerd date default null,
    gebeurtenis text default 'gelegd',
    label text default 'strijdig_5d'
) returns text
language sql
return format(
    'insert into register.label '
    '(gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, datum, gemeente_geinformeerd_op, reden) '
    'values (%L, %L, %L, %L, %L, %L, %L, ''proef'')',
    gemeente, provincie, plan, label, gebeurtenis, datum, geinformeerd
);

-- One plan, however it is written
select is(register.label_sleutel(vorm), '0a1b2c3d111142228333abcdef012345', 'LMVW-5d: one plan ' || wat)
from (
    values
    ('0a1b2c3d-1111-4222-8333-abcdef012345', 'in small letters'),
    ('{0A1B2C3D-1111-4222-8333-ABCDEF012345}', 'with braces and capitals'),
    ('0A1B2C3D111142228333ABCDEF012345', 'without dashes'),
    (e'\t{0a1b2c3d-1111-4222-8333-abcdef012345}\r\n', 'between a tab and a line end'),
    (e' \u00a0{ 0A1B2C3D-1111-4222-8333 -ABCDEF012345 } \ufeff', 'with spaces that nobody sees')
) as schrijfwijze (vorm, wat);
select is(register.label_sleutel(e' Dorps\t straat\n1 '), 'dorps straat 1', 'of a name the white space is made equal');
select isnt(register.label_sleutel('nieuw land'), register.label_sleutel('nieuwland'), 'not taken out: these are two plans');
select is(register.label_sleutel(e'\t'), '', 'nothing is nothing');

-- Only a plan that was delivered
set local role tap_pv23;
select throws_ok(pg_temp.label(plan, gemeente), '23514', 'no delivery of ' || gemeente || ' to PV23 holds a plan with this GlobalID', wat)
from (
    values
    ('0a1b2c3d-1111-4222-8333-abcdef012346', 'GM0150', 'LMVW-5d: a GlobalID that nobody delivered is refused'),
    ('van een ander', 'GM0150', 'so is that of another gemeente'),
    (e'\t', 'GM0150', 'and none')
) as fout (plan, gemeente, wat);
select throws_ok(
    pg_temp.label('van een ander', 'GM0202'), '42501', null, 'who has no right to the gemeente is refused for that, when the plan is there'
);
select throws_ok(pg_temp.label('nergens', 'GM0202'), '42501', null, 'and when it is not: the answer tells nothing');
select throws_ok(pg_temp.label('van een ander', 'GM0202', 'PV25'), '42501', null, 'nor in the name of its provincie');
select throws_ok(pg_temp.label('nergens', 'GM0202', 'PV25'), '42501', null, 'nor that way');
select lives_ok(pg_temp.label(e'0a1b2c3d111142228333abcdef012345\t'), 'without dashes and with a tab it is the same plan');
select throws_ok(
    pg_temp.label('{0A1B2C3D-1111-4222-8333-ABCDEF012345}'), '23514', null, 'so that one has the label already'
);
select lives_ok(pg_temp.label('weg'), 'a plan of an earlier delivery');
select lives_ok(pg_temp.label('Afgekeurd  plan'), 'a plan of a delivery that was rejected: it is labelled before it comes again');
select results_eq(
    $$select bron_plan_id from register.label_zonder_plan order by 1$$, array['Afgekeurd  plan', 'weg'],
    'LMVW-5d: labels that protect nothing now can be seen'
);
select lives_ok(pg_temp.label('WEG', gebeurtenis => 'opgeheven'), 'and lifted, also without the plan');
select is((select count(*) from register.label_zonder_plan), 1::bigint, 'then they are gone');
reset role;
set local role tap_pv25;
select is_empty($$select 1 from register.label_zonder_plan$$, 'another provincie sees none of them');
select is_empty($$select 1 from register.levering where bronhouder_code = 'GM0150'$$, 'and nothing of the deliveries');
select throws_ok($$select 1 from landing.lmvw_plan_sleutel$$, '42501', null, 'landing stays closed');
select throws_ok($$select register.bewaak_label_plan()$$, null, null, 'and what looks there cannot be called');
reset role;
set local role tap_gm;
select is((select count(*) from register.label_zonder_plan), 1::bigint, 'A4: the gemeente sees that of its own');
reset role;

-- Days that can be
set local role tap_pv23;
select throws_ok(pg_temp.label('weg', datum => datum, geinformeerd => geinformeerd), '23514', null, wat)
from (
    values
    ('0001-01-01'::date, null::date, 'LMVW-5: no label before the dataprotocol'),
    ('2024-04-03', null, 'not the day before either'),
    (current_date + 2, null, 'nor in the future'),
    ('2025-03-01', '1999-01-01', 'LMVW-5d: the gemeente is told of a label, so not before it'),
    ('2025-03-01', '2025-02-28', 'not by a day'),
    ('2025-03-01', current_date + 2, 'nor in the future')
) as fout (datum, geinformeerd, wat);
select lives_ok(pg_temp.label('weg', datum => '2024-04-04'), 'on the day of the dataprotocol');
select throws_ok(
    pg_temp.label('weg', datum => '2025-03-01'), '23514', 'this plan has label strijdig_5d since 2024-04-04', 'a label is laid once'
);
select lives_ok(pg_temp.label('weg', geinformeerd => '2024-04-05'), 'but that the gemeente was told may come later');
select results_eq(
    $$select datum, gemeente_geinformeerd_op from register.label_actueel where bron_plan_id = 'weg'$$,
    $$values ('2024-04-04'::date, '2024-04-05'::date)$$, 'which does not move the day of the label'
);
select throws_ok(pg_temp.label('weg', geinformeerd => '2024-04-06'), '23514', null, 'and is told once');
select throws_ok(
    pg_temp.label('weg', datum => '2024-04-03', gebeurtenis => 'opgeheven'), '23514', null, 'a label is not lifted before it was laid'
);
reset role;

select * from finish();
