-- depends: 0009_pseudoniem
-- Checking a delivery unfolds its rows once, into temporary tables that go with the transaction. The loader is no reader: no policy
-- shows it some rows of a relation and hides others, so a temporary name that shadows one of a relation hides nothing from anybody.
do $$
begin
    execute format('grant temporary on database %I to woonkluis_lader', current_database());
end
$$;
