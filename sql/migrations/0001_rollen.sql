-- Group roles of the access matrix and the technical roles. None logs in; people, studies and tools get logins that are members.
-- Roles belong to the whole cluster, so a second warehouse in the same cluster finds them made;
-- their attributes are set again, because a role that was made by hand may have more.
do $$
declare
    rol text;
begin
    foreach rol in array array[
        'lmvw_gemeente', 'lmvw_provincie', 'lmvw_beheer', 'lmvw_stuurgroep', 'lmvw_onderzoeker_12a', 'lmvw_onderzoeker_12b',
        'lmvw_onderzoeker_12c', 'lmvw_gebruiker',
        'cwr_gsc', 'cwr_huurprijs', 'cwr_prestatie', 'cwr_statistiek', 'cwr_beleid', 'cwr_toezicht', 'cwr_dpo', 'cwr_it',
        'cwr_omgeving', 'cwr_woonmaatschappij', 'publiek_lezer',
        'woonkluis_eigenaar', 'woonkluis_lader', 'woonkluis_bouwer', 'woonkluis_toegang', 'woonkluis_api'
    ]
    loop
        if not exists (select from pg_roles where rolname = rol) then
            execute format('create role %I', rol);
        end if;
        execute format('alter role %I nologin noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls', rol);
    end loop;
end
$$;

comment on role woonkluis_eigenaar is 'Owns schemas, registers and functions; never logs in';
comment on role woonkluis_lader is 'Receives, lands, checks and accepts deliveries: landing and register only';
comment on role woonkluis_bouwer is 'dbt: owns the relations of the layers';
comment on role woonkluis_toegang is 'Writes rights as rows in toegang.recht';
comment on role woonkluis_api is 'Delivery endpoint: may add deliveries, cannot read one';
comment on role lmvw_gemeente is 'LMVW-5, LMVW-6: a gemeente as bronhouder';
comment on role lmvw_provincie is 'LMVW-5, LMVW-8, LMVW-9: a provincie';
comment on role lmvw_beheer is 'LMVW-4: beheerorganisatie';
comment on role lmvw_stuurgroep is 'LMVW-13b, LMVW-17a: decides requests';
comment on role lmvw_onderzoeker_12a is 'LMVW-12a: researchers for overheden, waterschappen, netbeheerders';
comment on role lmvw_onderzoeker_12b is 'LMVW-12b: researchers at CBS, PBL, CPB, ACM, Kadaster';
comment on role lmvw_onderzoeker_12c is 'LMVW-12c: other researchers';
comment on role lmvw_gebruiker is 'LMVW-12d: everybody else, BI tools';
comment on role cwr_gsc is 'WIV-2.3: gewestelijke sociale correctie';
comment on role cwr_huurprijs is 'WIV-2.4a: support with huurprijsberekening';
comment on role cwr_prestatie is 'WIV-2.4b: prestatiemeting';
comment on role cwr_statistiek is 'WIV-2.2: statistische verwerking, Datawarehouse';
comment on role cwr_beleid is 'WIV-2.1: beleidsvoorbereiding and parliamentary questions';
comment on role cwr_toezicht is 'WIV-4.7: toezichthouders';
comment on role cwr_dpo is 'WIV-4.6: data protection officer';
comment on role cwr_it is 'WIV-4.8: maintenance of the server, no rows at all';
comment on role cwr_omgeving is 'WIV-4.9: entities of beleidsdomein Omgeving, statistics only';
comment on role cwr_woonmaatschappij is 'WIV-4.12: a woonmaatschappij, its own feed only';
comment on role publiek_lezer is 'Anyone: the public layers of both regimes';
