-- Schemas, their owner and who may enter them.
select plan(32);

select schema_owner_is(naam, 'woonkluis_eigenaar')
from unnest(array[
    'landing', 'register', 'toegang', 'audit', 'referentie', 'staging', 'lmvw_vertrouwelijk', 'lmvw_geaggregeerd', 'lmvw_publiek',
    'cwr_kluis', 'cwr_vertrouwelijk', 'cwr_geaggregeerd', 'cwr_publiek', 'cwr_inzage'
]) as naam;

select is_empty(
    $$
    select n.nspname from pg_namespace as n cross join lateral aclexplode(n.nspacl) as recht
    where recht.grantee = 0 and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public', 'referentie')
    $$,
    'nobody enters a schema without being named'
);
select schema_privs_are('public', 'lmvw_gebruiker', array['USAGE'], 'public is for functions of PostGIS: no role creates there');
select schema_privs_are('lmvw_vertrouwelijk', 'lmvw_gebruiker', '{}'::name[], 'LMVW-13d: 12.d does not enter lmvw_vertrouwelijk');
select schema_privs_are('lmvw_vertrouwelijk', 'lmvw_gemeente', array['USAGE'], 'LMVW-13a: a gemeente enters lmvw_vertrouwelijk');
select schema_privs_are('lmvw_vertrouwelijk', 'woonkluis_bouwer', array['USAGE', 'CREATE'], 'the builder builds');
select schema_privs_are('landing', 'woonkluis_lader', array['USAGE'], 'the loader makes no tables');
select schema_privs_are('cwr_kluis', 'cwr_dpo', '{}'::name[], 'WIV-6.10: persons are looked up, not read');
select schema_privs_are('cwr_inzage', 'cwr_dpo', array['USAGE'], 'WIV-6.10: the DPO looks persons up');
select schema_privs_are('cwr_inzage', 'cwr_statistiek', '{}'::name[], 'WIV-6.10: statistics look nobody up');
select schema_privs_are('audit', 'woonkluis_bouwer', '{}'::name[], 'the builder does not reach the audit');
select database_privs_are(current_database(), 'lmvw_gebruiker', array['CONNECT'], 'a reader connects, without temporary tables');
select database_privs_are(current_database(), 'cwr_it', '{}'::name[], 'WIV-4.8: maintenance does not connect');
select database_privs_are(current_database(), 'airflow', '{}'::name[], 'Airflow stays in its own database');
select isnt_superuser('woonkluis_eigenaar', 'the owner is no superuser');
select is_empty(
    $$select rolname from pg_roles where rolcanlogin and rolname ~ '^(lmvw|cwr|woonkluis)_'$$, 'group roles do not log in'
);
select is_empty(
    $$select member::regrole from pg_auth_members where roleid = 'woonkluis_eigenaar'::regrole$$, 'nobody is the owner'
);
select is_empty(
    $$select oid::regprocedure from pg_proc where proleakproof and (oid <> 'bpchareq(bpchar, bpchar)'::regprocedure or procost < 100)$$,
    'LMVW-13d: no condition may run before a policy'
);
select is_empty(
    $$select relname from pg_class where relnamespace = 'register'::regnamespace and relkind = 'r' and not relforcerowsecurity$$,
    'the register is protected'
);

select * from finish();
