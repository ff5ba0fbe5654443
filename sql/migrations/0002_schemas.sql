-- depends: 0001_rollen
-- Everything starts closed: nothing is anybody's by default, a grant names its role.
do $$
begin
    execute format('revoke all on database %I from public', current_database());
    execute format(
        'grant connect on database %I to lmvw_gemeente, lmvw_provincie, lmvw_beheer, lmvw_stuurgroep, lmvw_onderzoeker_12a, '
        'lmvw_onderzoeker_12b, lmvw_onderzoeker_12c, lmvw_gebruiker, cwr_gsc, cwr_huurprijs, cwr_prestatie, cwr_statistiek, '
        'cwr_beleid, cwr_toezicht, cwr_dpo, cwr_omgeving, cwr_woonmaatschappij, publiek_lezer, woonkluis_lader, '
        'woonkluis_bouwer, woonkluis_toegang, woonkluis_api', current_database()
    );
    -- dbt unit tests work in temporary tables; readers get none, so they cannot shadow a name.
    execute format('grant temporary on database %I to woonkluis_bouwer', current_database());
end
$$;

create extension if not exists postgis with schema public;
create extension if not exists pgaudit with schema public;

revoke all on schema public from public;
grant usage on schema public to public;
alter default privileges for role woonkluis_eigenaar revoke execute on functions from public;
alter default privileges for role woonkluis_bouwer revoke execute on functions from public;

create schema landing authorization woonkluis_eigenaar;
create schema register authorization woonkluis_eigenaar;
create schema toegang authorization woonkluis_eigenaar;
create schema audit authorization woonkluis_eigenaar;
create schema referentie authorization woonkluis_eigenaar;
create schema staging authorization woonkluis_eigenaar;
create schema lmvw_vertrouwelijk authorization woonkluis_eigenaar;
create schema lmvw_geaggregeerd authorization woonkluis_eigenaar;
create schema lmvw_publiek authorization woonkluis_eigenaar;
create schema cwr_kluis authorization woonkluis_eigenaar;
create schema cwr_vertrouwelijk authorization woonkluis_eigenaar;
create schema cwr_geaggregeerd authorization woonkluis_eigenaar;
create schema cwr_publiek authorization woonkluis_eigenaar;

comment on schema landing is 'Deliveries exactly as delivered; only the loader and the builder';
comment on schema register is 'Deliveries, findings, publications: the truth and the work list';
comment on schema toegang is 'Rights as rows';
comment on schema audit is 'Append-only record of what happened';
comment on schema referentie is 'Public reference data and code lists (dbt seeds)';
comment on schema staging is 'dbt staging views; only the builder';
comment on schema lmvw_vertrouwelijk is 'LMVW-12, LMVW-13: all woningbouwplannen, row-level security';
comment on schema lmvw_geaggregeerd is 'LMVW-13d: sums and frozen publications before they are public';
comment on schema lmvw_publiek is 'LMVW-13d: what every user may see';
comment on schema cwr_kluis is 'WIV-3.1: identities of persons';
comment on schema cwr_vertrouwelijk is 'WIV-3: dwellings, leases and households by pseudonym';
comment on schema cwr_geaggregeerd is 'WIV-2.2: sums and frozen publications before they are public';
comment on schema cwr_publiek is 'Public figures on dwellings';

grant usage on schema landing to woonkluis_lader, woonkluis_bouwer;
grant usage on schema register to woonkluis_lader, woonkluis_bouwer, woonkluis_api,
lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij;
-- The builder only names toegang.geldig_recht in the policies it writes; it reads no right.
grant usage on schema toegang to woonkluis_toegang, woonkluis_bouwer, lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij;
grant usage on schema referentie to public;
grant usage, create on schema
referentie, staging, lmvw_vertrouwelijk, lmvw_geaggregeerd, lmvw_publiek,
cwr_kluis, cwr_vertrouwelijk, cwr_geaggregeerd, cwr_publiek
to woonkluis_bouwer;
grant usage on schema lmvw_vertrouwelijk to lmvw_gemeente, lmvw_provincie, lmvw_beheer;
grant usage on schema lmvw_geaggregeerd to lmvw_beheer;
grant usage on schema lmvw_publiek to
lmvw_gemeente, lmvw_provincie, lmvw_beheer, lmvw_stuurgroep, lmvw_onderzoeker_12a, lmvw_onderzoeker_12b,
lmvw_onderzoeker_12c, lmvw_gebruiker, publiek_lezer;
grant usage on schema cwr_publiek to
cwr_gsc, cwr_huurprijs, cwr_prestatie, cwr_statistiek, cwr_beleid, cwr_toezicht, cwr_dpo, cwr_omgeving,
cwr_woonmaatschappij, publiek_lezer;
