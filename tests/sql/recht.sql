-- LMVW-12 to LMVW-15, WIV-4.10: a right is one row of one login; it is given and ended, never rewritten.
select plan(19);

create role tap_een login;
create role tap_twee login;
grant lmvw_gemeente to tap_een, tap_twee;

create function pg_temp.geef(login text, regime text, soort text, code text) returns text
language sql
return format(
    'insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code) values (%L::regrole, %L, %L, %L)', login, regime, soort, code
);

set local role woonkluis_toegang;
select lives_ok(pg_temp.geef('tap_een', 'lmvw', 'gemeente', 'GM0150'), 'a right is given');
select throws_ok(pg_temp.geef('tap_een', 'lmvw', 'gemeente', 'GM0150'), '23505', null, 'and once is enough');
select lives_ok(pg_temp.geef('tap_twee', 'lmvw', 'gemeente', 'GM0150'), 'another login has a right of its own');
select throws_ok(pg_temp.geef('lmvw_gemeente', 'lmvw', 'gemeente', 'GM0150'), '23514', null, 'a group has no right');
select throws_ok(pg_temp.geef('beheerder', 'lmvw', 'gemeente', 'GM0150'), '23514', null, 'nor the administrator');
select throws_ok(pg_temp.geef('nergens', 'lmvw', 'gemeente', 'GM0150'), '42704', null, 'nor a login that does not exist');
select throws_ok(pg_temp.geef('tap_een', regime, soort, code), '23514', null, concat_ws(' ', regime, soort, code, 'is no area'))
from (values
    ('lmvw', 'gemeente', '0150'), ('lmvw', 'gemeente', 'PV23'), ('lmvw', 'provincie', 'GM0150'), ('lmvw', 'nederland', 'NL1'),
    ('cwr', 'gemeente', 'GM0150'), ('lmvw', 'woonmaatschappij', '0400000007')
) as fout (regime, soort, code);
select throws_ok($$delete from toegang.recht$$, '42501', null, 'a right is not deleted');
select throws_ok(
    $$update toegang.recht set login_rol = 'tap_twee'::regrole where login_rol = 'tap_een'::regrole$$, '42501', null, 'nor handed over'
);
select throws_ok(
    $$insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, toegekend_door)
    values ('tap_een', 'lmvw', 'gemeente', 'GM0193', 'iemand anders')$$,
    '42501', null, 'the server says who gave it'
);
select lives_ok(
    $$insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, geldig_van)
    values ('tap_een', 'lmvw', 'gemeente', 'GM0193', now() + '1 day')$$,
    'a right may begin later'
);
select lives_ok(
    $$update toegang.recht set geldig_tot = geldig_van where gebied_code = 'GM0193' and login_rol = 'tap_een'::regrole$$,
    'and be withdrawn before it began'
);
reset role;

set local role tap_een;
select results_eq(
    $$select gebied_code from toegang.recht order by 1$$, array['GM0150', 'GM0193'], 'a login sees its own rights, also those that ended'
);
select results_eq($$select gebied_code from toegang.geldig_recht$$, array['GM0150'], 'and those in force');
reset role;

select * from finish();
