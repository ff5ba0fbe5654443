-- LMVW-12 to LMVW-16, LMVW-GV-A to LMVW-GV-C: no right of a researcher without study, declaration, scope, end and (12.c) decision.
select plan(86);

create temporary table geval (naam text primary key, onderzoek_id uuid, verklaring_id uuid, login text, besluit_id uuid);
grant select, insert, update on geval to woonkluis_toegang;
create role tap_beheer login;
create role tap_stuurgroep login;
grant lmvw_beheer to tap_beheer;
grant lmvw_stuurgroep to tap_stuurgroep;

create function pg_temp.onderzoek(naam text, groep text, datatype text default 'polygonen', codes text default 'GM0150', dagen integer default 30)
returns uuid
language plpgsql
as $$
declare
    nieuw uuid;
begin
    insert into register.onderzoek (titel, omschrijving, beoogde_publicatie, groep, instelling, datatype, begint_op, eindigt_op)
    values (naam, 'C1', 'C3', groep, 'Proef', datatype, current_date - 1, current_date + dagen)
    returning onderzoek_id into nieuw;
    insert into register.onderzoek_gebied (onderzoek_id, gebied_soort, gebied_code)
    select nieuw, case left(code, 2) when 'GM' then 'gemeente' when 'PV' then 'provincie' else 'nederland' end, code
    from unnest(string_to_array(codes, ' ')) as code;
    return nieuw;
end
$$;

create function pg_temp.teken(
    onderzoek uuid, a date default current_date, b date default current_date, document text default null, bevestigd boolean default true
)
returns uuid
language plpgsql
as $$
declare
    nieuw uuid;
begin
    insert into register.geheimhoudingsverklaring (onderzoek_id, deel_a_op, deel_b_op, document_sha256)
    values (onderzoek, a, b, coalesce(document, encode(sha256(gen_random_uuid()::text::bytea), 'hex')))
    returning verklaring_id into nieuw;
    if a is not null and b is not null and bevestigd then
        update register.geheimhoudingsverklaring set bevestigd_op = clock_timestamp(), bevestigd_door = 'beheer' where verklaring_id = nieuw;
    end if;
    return nieuw;
end
$$;

create function pg_temp.verifier() returns text
language sql
return 'SCRAM-SHA-256$4096:' || repeat('A', 22) || '==$' || repeat('B', 43) || '=:' || repeat('C', 43) || '=';

create function pg_temp.beslis(onderzoek uuid, orgaan text default 'stuurgroep', uitkomst text default 'toegewezen') returns uuid
language plpgsql
as $$
declare
    nieuw uuid;
begin
    insert into register.besluit (soort, orgaan, uitkomst, gebied_soort, gebied_code, onderzoek_id, motivering, besloten_door)
    values ('toegang_13b', orgaan, uitkomst, 'nederland', 'NL', onderzoek, 'proef', 'iemand')
    returning besluit_id into nieuw;
    return nieuw;
end
$$;

create function pg_temp.zet(wie text) returns text
language sql
return (select toegang.zet_onderzoekslogin(verklaring_id, pg_temp.verifier()) from geval where naam = wie);

-- Statement that gives a right: what is not said is as it should be.
create function pg_temp.recht(
    wie text, studie text default null, verklaring text default null, code text default 'GM0150', datatype text default 'polygonen',
    tot text default 'current_date + 10', besluit text default null
) returns text
language sql
return format(
    'insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, datatype, studie_id, verklaring_id, besluit_id, geldig_tot) '
    'select (select login from geval where naam = %L)::regrole, ''lmvw'', %L, %L, %L, '
    '(select onderzoek_id from geval where naam = %L), (select verklaring_id from geval where naam = %L), '
    '(select besluit_id from geval where naam = %L), %s',
    wie, case left(code, 2) when 'GM' then 'gemeente' when 'PV' then 'provincie' else 'nederland' end, code, datatype,
    coalesce(studie, wie), coalesce(verklaring, wie), coalesce(besluit, wie), tot
);

set local role woonkluis_toegang;
insert into geval (naam, onderzoek_id)
values
('a', pg_temp.onderzoek('a', '12a')), ('a2', pg_temp.onderzoek('a2', '12a')), ('b', pg_temp.onderzoek('b', '12b', 'kenmerken', 'NL')),
('c', pg_temp.onderzoek('c', '12c')), ('c2', pg_temp.onderzoek('c2', '12c')), ('half', pg_temp.onderzoek('half', '12a')),
('oud', pg_temp.onderzoek('oud', '12a', 'polygonen', 'GM0150', 0)), ('vrij', pg_temp.onderzoek('vrij', '12a'));
update geval set verklaring_id = pg_temp.teken(onderzoek_id) where naam not in ('half', 'vrij');
update geval set verklaring_id = pg_temp.teken(onderzoek_id, current_date, null) where naam = 'half';
update geval set login = (select login_naam from register.geheimhoudingsverklaring as g where g.verklaring_id = geval.verklaring_id);

-- Registers
select matches((select login from geval where naam = 'a'), '^onderzoek_[0-9a-f]{12}$', 'a login tells nothing');
select throws_ok(
    $$select pg_temp.onderzoek('x', '12d')$$, '23514', null, 'LMVW-12d: the last group asks for nothing'
);
select throws_ok($$select pg_temp.onderzoek('x', '12a', 'alles')$$, '23514', null, 'LMVW-GV-C2: polygonen or kenmerken');
select throws_ok($$select pg_temp.onderzoek('x', '12a', 'polygonen', '0150')$$, '23514', null, 'LMVW-GV-C2: a code is an area');
select throws_ok($$select pg_temp.onderzoek('x', '12a', 'polygonen', 'GM0150', -2)$$, '23514', null, 'it ends after it begins');
select throws_ok($$select pg_temp.onderzoek(' ', '12a')$$, '23514', null, 'and has a name');
select throws_ok(
    $$select pg_temp.teken((select onderzoek_id from geval where naam = 'a'), current_date + 1)$$, '23514', null, 'nobody signed tomorrow'
);
select throws_ok(
    format($$select pg_temp.teken(onderzoek_id, current_date, current_date, %L) from geval where naam = 'a2'$$,
        (select document_sha256 from register.geheimhoudingsverklaring join geval using (verklaring_id) where naam = 'a')),
    '23505', null, 'LMVW-15a: a document serves one study'
);
select throws_ok(
    $$insert into register.onderzoek_gebied select onderzoek_id, 'nederland', 'NL' from geval where naam = 'a'$$, '23514', null,
    'LMVW-GV-C2: what was signed for does not grow'
);
select throws_ok($$update register.onderzoek set eindigt_op = eindigt_op + 1$$, '42501', null, 'a study is not rewritten');
select throws_ok($$delete from register.onderzoek$$, '42501', null, 'nor deleted');
select throws_ok($$delete from register.geheimhoudingsverklaring$$, '42501', null, 'LMVW-GV-A6: nor is a declaration');
select throws_ok(
    $$update register.geheimhoudingsverklaring set deel_a_op = current_date - 1 from geval
    where geheimhoudingsverklaring.verklaring_id = geval.verklaring_id and naam = 'a'$$, '23514', null, 'what was signed stays'
);
select throws_ok($$select naam from register.ondertekenaar$$, '42501', null, 'LMVW-GV-A: who grants does not read who signed');
select lives_ok(
    $$insert into register.ondertekenaar (verklaring_id, deel, naam, geboortedatum, telefoon, instelling, email, plaats, datum)
    select verklaring_id, 'A', 'Proefpersoon', '1980-01-01', '0', 'Proef', 'p@example.org', 'Zwolle', current_date from geval where naam = 'a'$$,
    'but writes it down'
);
select throws_ok(
    $$insert into register.ondertekenaar (verklaring_id, deel, naam, instelling, plaats, datum)
    select verklaring_id, 'B', 'Proefpersoon', 'Proef', 'Zwolle', current_date from geval where naam = 'a'$$, '23514', null,
    'LMVW-GV-B: with all that part B asks'
);
reset role;
select throws_ok($$update register.onderzoek set eindigt_op = eindigt_op + 1$$, '23514', null, 'a study stands, for everybody');
select throws_ok($$delete from register.geheimhoudingsverklaring$$, '23514', null, 'LMVW-GV-A6: a declaration is never deleted');
select throws_ok($$truncate register.geheimhoudingsverklaring cascade$$, '42501', null, 'nor truncated');
select throws_ok($$delete from register.onderzoek_gebied$$, '42501', null, 'nor its area');

-- Decisions
set local role woonkluis_lader;
select throws_ok(
    $$insert into register.besluit (soort, orgaan, uitkomst, gebied_soort, gebied_code, motivering, besloten_door)
    values ('toegang_13b', 'stuurgroep', 'toegewezen', 'nederland', 'NL', 'proef', 'iemand')$$, '42501', null,
    'LMVW-13b: who lands does not decide on access'
);
reset role;
set local role woonkluis_toegang;
select throws_ok($$select pg_temp.beslis(null)$$, '23514', null, 'LMVW-13b: a decision is about a study');
select throws_ok(
    $$insert into register.besluit (soort, orgaan, uitkomst, gebied_soort, gebied_code, motivering, besloten_door)
    values ('optelling_9', 'provincie', 'toegewezen', 'gemeente', 'GM0150', 'proef', 'iemand')$$, '42501', null,
    'and no other decision is recorded by who grants access'
);
select throws_ok(
    $$select pg_temp.beslis((select onderzoek_id from geval where naam = 'c2'), 'provincie')$$, '23514', null,
    'LMVW-13b: beheerorganisatie or stuurgroep decides'
);

-- Logins
select throws_ok($$select pg_temp.zet('half')$$, '23514', null, 'LMVW-GV-B: no login without part B');
select throws_ok($$select pg_temp.zet('c')$$, '23514', null, 'LMVW-13b: no login of 12c without a decision');
select throws_ok($$select toegang.zet_onderzoekslogin(gen_random_uuid(), pg_temp.verifier())$$, '23514', null, 'nor without a declaration');
select throws_ok(
    $$select toegang.zet_onderzoekslogin(verklaring_id, 'geheim') from geval where naam = 'a'$$, '22023', null, 'no password comes to the server'
);
select throws_ok($$select toegang.sluit_onderzoekslogin('dienst_lader')$$, '23514', null, 'nor is any other login closed');
select throws_ok($$create role onderzoek_0123456789ab login$$, '42501', null, 'who grants makes no role itself');
select throws_ok($$grant lmvw_beheer to dienst_toegang$$, '42501', null, 'nor joins a group');
update geval set besluit_id = pg_temp.beslis(onderzoek_id, 'beheerorganisatie') where naam = 'c';
update geval set besluit_id = pg_temp.beslis(onderzoek_id) where naam = 'c2';
select is(pg_temp.zet(naam), login, 'login for ' || naam) from geval where naam in ('a', 'a2', 'b', 'c', 'oud') order by naam;
select is(pg_temp.zet('a'), (select login from geval where naam = 'a'), 'another password for it');
reset role;
select results_eq(
    $$select m.roleid::regrole::text, r.rolconnlimit, r.rolvaliduntil between now() + interval '6 days 23 hours' and now() + interval '7 days 1 hour',
        r.rolpassword ~ '^SCRAM-', r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls or r.rolreplication
    from pg_authid as r join pg_auth_members as m on m.member = r.oid where r.rolname = (select login from geval where naam = 'a')$$,
    $$values ('lmvw_onderzoeker_12a', 5, true, true, false)$$, 'one group, a limit, a week for its first password, a verifier, no powers'
);
select is(
    (select count(*) from pg_db_role_setting as s where s.setrole = (select login from geval where naam = 'a')::regrole), 1::bigint,
    'its statements have limits'
);
select function_privs_are('toegang', f, a, r, '{}'::name[], r || ' does not run ' || f)
from (values
        ('zet_onderzoekslogin', array['uuid', 'text']), ('sluit_onderzoekslogin', array['text']), ('bevestig_wachtwoord', '{}'::text[])
    ) as functie (f, a),
    unnest(array['lmvw_beheer', 'woonkluis_lader']) as r;

-- Rights
set local role woonkluis_toegang;
select lives_ok(pg_temp.recht('a'), 'LMVW-13a: study, declaration, area, datatype and end');
select lives_ok(pg_temp.recht('b', code => 'PV23', datatype => 'kenmerken'), 'LMVW-GV-C2: Nederland holds its provincies');
select lives_ok(pg_temp.recht('c'), 'LMVW-13b: after a decision');
select throws_ok(statement, '23514', null, reden)
from (
    values
    (pg_temp.recht('a', studie => 'geen', verklaring => 'geen'), 'LMVW-15a: no study'),
    (pg_temp.recht('a', verklaring => 'geen'), 'LMVW-15a: no declaration'),
    (pg_temp.recht('a', studie => 'a2'), 'LMVW-15a: a second study with the first declaration'),
    (pg_temp.recht('a', studie => 'a2', verklaring => 'a2'), 'LMVW-15a: declaration of another login'),
    (pg_temp.recht('a2', code => 'GM0193'), 'LMVW-GV-C2: another gemeente'),
    (pg_temp.recht('a2', code => 'PV23'), 'LMVW-GV-C2: the provincie around it'),
    (pg_temp.recht('a2', code => 'NL'), 'LMVW-GV-C2: the country around it'),
    (pg_temp.recht('b', code => 'NL'), 'LMVW-GV-C2: polygonen for a study of kenmerken'),
    (pg_temp.recht('a2', datatype => 'kenmerken'), 'LMVW-GV-C2: kenmerken for a study of polygonen'),
    (pg_temp.recht('a2', tot => 'null::timestamptz'), 'no end'),
    (pg_temp.recht('a2', tot => 'current_date + 32'), 'an end after that of the study'),
    (pg_temp.recht('c', studie => 'a2', verklaring => 'a2'), 'LMVW-12: study of another group'),
    (pg_temp.recht('c', besluit => 'a', code => 'GM0150', tot => 'current_date + 9'), 'LMVW-13b: 12c without a decision'),
    (pg_temp.recht('c', besluit => 'c2', tot => 'current_date + 9'), 'LMVW-13b: decision about another study')
) as fout (statement, reden);
reset role;
create role tap_gemeente login;
grant lmvw_gemeente to tap_gemeente;
insert into geval (naam, login) values ('gemeente', 'tap_gemeente');
set local role woonkluis_toegang;
select throws_ok(
    pg_temp.recht('gemeente', studie => 'a', verklaring => 'a', besluit => 'geen'), '23514', null, 'a login of another group has no study'
);
select throws_ok(
    $$update toegang.recht set geldig_tot = current_date + 60 where studie_id = (select onderzoek_id from geval where naam = 'a')$$,
    '23514', null, 'nor does a right outlive its study afterwards'
);
reset role;

-- What a login sees
set local role tap_beheer;
select is((select naam from register.ondertekenaar), 'Proefpersoon', 'LMVW-GV-A: beheer reads who signed');
select is((select count(*) from register.onderzoek), 8::bigint, 'and every study');
reset role;
set local role tap_stuurgroep;
select results_eq($$select titel from register.onderzoek order by 1$$, array['c2'], 'LMVW-13b: the stuurgroep its own decisions');
select throws_ok($$select naam from register.ondertekenaar$$, '42501', null, 'no persons');
select throws_ok($$select aangevraagd_door from register.onderzoek$$, '42501', null, 'nor who asked');
reset role;
select set_config('role', (select login from geval where naam = 'a'), true);
select results_eq($$select titel from register.onderzoek$$, array['a'], 'a researcher sees its own study');
select results_eq($$select login_naam = current_user from register.geheimhoudingsverklaring$$, array[true], 'and its own declaration');
select throws_ok($$select naam from register.ondertekenaar$$, '42501', null, 'not who signed it');
reset role;

-- Ends
set local role woonkluis_lader;
select lives_ok(
    $$update register.besluit set ingetrokken_op = clock_timestamp(), ingetrokken_door = 'iemand', ingetrokken_reden = 'proef'
    where onderzoek_id is not null and orgaan = 'beheerorganisatie'$$, 'LMVW-13b: a decision is withdrawn'
);
reset role;
create function pg_temp.geldig(wie text) returns bigint
language sql
return (
    select count(*) from toegang.recht
    where studie_id = (select onderzoek_id from geval where naam = wie) and geldig_tot > clock_timestamp()
);
select is(pg_temp.geldig('c'), 0::bigint, 'and what rested on it ended with it');
select is(pg_temp.geldig('a'), 1::bigint, 'nothing else did');
set local role woonkluis_toegang;
update register.geheimhoudingsverklaring set ingetrokken_op = clock_timestamp(), ingetrokken_door = 'iemand', ingetrokken_reden = 'proef'
where verklaring_id = (select verklaring_id from geval where naam = 'a');
update register.onderzoek set beeindigd_op = clock_timestamp(), beeindigd_door = 'iemand', beeindigd_reden = 'proef'
where onderzoek_id = (select onderzoek_id from geval where naam = 'b');
select is(pg_temp.geldig('a'), 0::bigint, 'LMVW-15a: a withdrawn declaration ends its rights');
select is(pg_temp.geldig('b'), 0::bigint, 'and so does the end of a study');
select throws_ok(pg_temp.recht('a'), '23514', null, 'and gives none any more');
select throws_ok(pg_temp.recht('b', code => 'PV23', datatype => 'kenmerken'), '23514', null, 'nor does a study that ended');
select throws_ok(pg_temp.recht('c'), '23514', null, 'nor a decision that was withdrawn');
select throws_ok($$select pg_temp.zet('a')$$, '23514', null, 'nor is its login opened again');
select is(toegang.sluit_onderzoekslogin(login), true, 'a login is closed') from geval where naam = 'a';
select is(toegang.sluit_onderzoekslogin(login), false, 'once') from geval where naam = 'a';
reset role;
select results_eq(
    $$select rolcanlogin, rolpassword is null, rolconnlimit, exists (select from pg_auth_members where member = r.oid)
    from pg_authid as r where rolname = (select login from geval where naam = 'a')$$,
    $$values (false, true, 0, false)$$, 'it opens no door and is in no group'
);
select is_empty(
    $$select toelichting from audit.gebeurtenis where toelichting::text ~ 'Proefpersoon|example.org|C1'$$, 'LMVW-GV-A: the audit holds no persons'
);
select isnt_empty(
    $$select from audit.gebeurtenis where onderwerp = (select verklaring_id::text from geval where naam = 'a')
    and toelichting ? 'ingetrokken_op'$$, 'LMVW-4a: but what happened'
);

select * from finish();
