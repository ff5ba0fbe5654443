-- depends: 0008_publicatie
-- The delivery board is a web page: its login sees where deliveries stand, never what is in them or what their files are called.
do $$
begin
    if not exists (select from pg_roles where rolname = 'woonkluis_bord') then
        create role woonkluis_bord;
    end if;
    alter role woonkluis_bord nologin noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
    execute format('grant connect on database %I to woonkluis_bord', current_database());
end
$$;
comment on role woonkluis_bord is 'Delivery board: status of lmvw deliveries and the number of their findings';

set local role woonkluis_eigenaar;
grant usage on schema register to woonkluis_bord;
reset role;
