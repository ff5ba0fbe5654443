-- LMVW-4a, WIV-6.9: what happened is written down by the server, and nobody rewrites it.
select plan(22);

set local role woonkluis_lader;
insert into register.levering (regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
values ('cwr', '0400000007', 'test-1', '2031-01-01', repeat('a', 64), 'een.xml', 10);
update register.levering set status = 'gelezen' where peildatum = '2031-01-01';
update register.levering set rijen = '{"woning": 1}' where peildatum = '2031-01-01';
reset role;
select results_eq(
    $$select toelichting ->> 'status', login::text, current_date - moment::date from audit.gebeurtenis
    where soort = 'levering.status' and moment >= now()
        and onderwerp = (select levering_id::text from register.levering where peildatum = '2031-01-01')
    order by gebeurtenis_id$$,
    $$values ('ontvangen', session_user::text, 0), ('gelezen', session_user::text, 0)$$,
    'each change of status is one line, other changes are none'
);

create role tap_audit login;
grant lmvw_gemeente to tap_audit;
set local role woonkluis_toegang;
insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code) values ('tap_audit', 'lmvw', 'gemeente', 'GM0150');
update toegang.recht set geldig_tot = clock_timestamp() where login_rol = 'tap_audit'::regrole;
reset role;
select results_eq(
    $$select soort, toelichting -> 'nieuw' ->> 'login_rol', toelichting -> 'nieuw' ->> 'geldig_tot' is null from audit.gebeurtenis
    where toelichting -> 'nieuw' ->> 'login_rol' = 'tap_audit' order by gebeurtenis_id$$,
    $$values ('recht.insert', 'tap_audit', true), ('recht.update', 'tap_audit', false)$$,
    'rights given and ended are written down'
);
select is_empty(
    $$select toelichting from audit.gebeurtenis where toelichting::text ~ 'een.xml'$$, 'the audit holds ids and codes, no contents'
);

select is(
    (select count(*) from audit.gebeurtenis where hash is null) > 0, true, 'an event is sealed at commit, not when it is written'
);
set constraints all immediate;
select is_empty($$select from audit.gebeurtenis where hash is null$$, 'and then at once, where nobody else seals');
select is_empty($$select * from audit.controleer()$$, 'into a chain without faults');
select results_eq(
    $$select volgnummer, encode(hash, 'hex') from audit.gebeurtenis order by volgnummer desc limit 1$$,
    $$select volgnummer, hash from audit.stand()$$,
    'of which the end is kept'
);
select results_eq(
    $$select distinct regime from audit.gebeurtenis where toelichting -> 'nieuw' ->> 'login_rol' = 'tap_audit'$$, array['lmvw'],
    'each event knows its regime'
);
select throws_ok(
    $$update audit.gebeurtenis set volgnummer = 1, hash = 'x' where volgnummer = 1$$, '42501', 'audit.gebeurtenis only grows', 'sealed is sealed'
);

select throws_ok($$update audit.gebeurtenis set soort = 'x'$$, '42501', 'audit.gebeurtenis only grows', 'no update, also not by the administrator');
select throws_ok($$delete from audit.gebeurtenis$$, '42501', 'audit.gebeurtenis only grows', 'no delete');
select throws_ok($$truncate audit.gebeurtenis$$, '42501', 'audit.gebeurtenis only grows', 'no truncate');
select throws_ok(
    format('set local role %I; insert into audit.gebeurtenis (soort, onderwerp) values (''x'', ''x'')', rol), '42501', null, rol || ' adds nothing itself'
)
from unnest(array[
    'woonkluis_lader', 'woonkluis_bouwer', 'woonkluis_toegang', 'woonkluis_api', 'woonkluis_audit', 'lmvw_beheer', 'cwr_dpo'
]) as rol;
reset role;
select is_definer('audit', 'noteer_levering', '{}'::name[], 'the audit is written with the rights of the owner');
select is_definer('audit', 'noteer_recht', '{}'::name[]);
select function_privs_are('audit', 'noteer_recht', '{}'::name[], 'lmvw_beheer', '{}'::name[], 'and by triggers only');

select * from finish();
