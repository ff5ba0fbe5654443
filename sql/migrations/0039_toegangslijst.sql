-- depends: 0035_afzonderen
-- LMVW-4a, WIV-4.10: a list of rights that leaves as evidence is of one regime, and the name of its form says of which. No function of the
-- audit is ever dropped, so this one keeps its arguments.
set local role woonkluis_eigenaar;

create or replace function audit.noteer_toegangslijst(vorm text, sha256 text, rijen bigint, door text) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    regime constant text := case when vorm in ('cwr_csv', 'cwr_json') then 'cwr' when vorm in ('csv', 'json') then 'lmvw' end;
begin
    if regime is null or sha256 is null or sha256 !~ '^[0-9a-f]{64}$' then
        raise exception 'a list of rights is named by its form and SHA-256' using errcode = 'check_violation';
    end if;
    perform audit.noteer_uitvoer('toegang_' || vorm, sha256, regime, 'toegang.recht', rijen, door);
end
$$;
comment on function audit.noteer_toegangslijst(text, text, bigint, text) is
'LMVW-4a, WIV-4.10: records that the list of rights with this SHA-256 is made as evidence, by which account';

reset role;
