-- WIV-6.9: pgaudit logs each read of a relation on which woonkluis_leeslog has a grant. Runs last: other files close their schemas first.
-- The settings are of the database and can be changed by the administrator only, so no reader switches them off.
do $$
declare
    relatie regclass;
    instelling record;
    dienst text;
begin
    for relatie in
        select c.oid
        from pg_class as c
        inner join pg_namespace as n on c.relnamespace = n.oid
        where
            c.relkind in ('r', 'p')
            and n.nspname in (
                'landing', 'lmvw_vertrouwelijk', 'lmvw_geaggregeerd', 'cwr_kluis', 'cwr_vertrouwelijk', 'cwr_geaggregeerd'
            )
    loop
        execute format('grant select on %s to woonkluis_leeslog', relatie);
    end loop;

    for instelling in
        select naam, waarde
        from (values
            ('pgaudit.role', 'woonkluis_leeslog'),
            -- Grants, roles and definitions, by whomever; reads only of what is marked.
            ('pgaudit.log', 'ddl, role'),
            -- Neither values nor the text of a statement: both hold what the reader looked for, such as the name of a plan.
            ('pgaudit.log_parameter', 'off'),
            ('pgaudit.log_statement', 'off'),
            ('pgaudit.log_catalog', 'off'),
            ('pgaudit.log_client', 'off'),
            ('pgaudit.log_level', 'log'),
            -- With it, COPY ... TO STDOUT would be logged without its relation.
            ('pgaudit.log_rows', 'off'),
            -- WIV-6.12: errors quote values, in their own words too; here as well, for a server that was set up before this was.
            ('log_min_messages', 'log'),
            ('log_min_error_statement', 'panic'),
            ('log_error_verbosity', 'terse'),
            ('log_parameter_max_length', '0'),
            ('log_parameter_max_length_on_error', '0')
        ) as gewenst (naam, waarde)
    loop
        execute format('alter database %I set %s = %L', current_database(), instelling.naam, instelling.waarde);
    end loop;

    -- The tools read everything, all day, and leave their own trail in the register and the audit.
    for dienst in
        select m.member::regrole::text
        from pg_auth_members as m
        where m.roleid in ('woonkluis_lader'::regrole, 'woonkluis_bouwer'::regrole) and m.member::regrole::text ~ '^dienst_'
    loop
        execute format('alter role %s in database %I set pgaudit.role = ''''', dienst, current_database());
        execute format('alter role %s in database %I set pgaudit.log = ''none''', dienst, current_database());
    end loop;
end
$$;

set local role woonkluis_eigenaar;
grant select on register.bevinding, register.bijlage, register.label, audit.gebeurtenis, audit.inzage to woonkluis_leeslog;
reset role;
