-- Whose words a delivery uses, and what its plans are called.
set local role woonkluis_eigenaar;

-- The contract's source; what came by no known contract is taken for the basisset itself.
create or replace view landing.lmvw_levering_bron with (security_invoker = true) as
select
    levering.levering_id,
    levering.contract,
    coalesce(contract_bron.bron, 'basisset') as bron,
    levering.peildatum
from register.levering
left join referentie.contract_bron on levering.contract = contract_bron.contract
where levering.regime = 'lmvw';

-- LMVW-5b: the key of a plan. Some sources have none. The row number alone would give a plan the key, and the label, of another as soon
-- as a row comes before it, so the name decides, and the number only between plans of one name.
create or replace function landing.plan_sleutel(globalid text, plannaam text, rij bigint, bron text, naamgenoten bigint) returns text
language sql
immutable
parallel safe
return case
    when btrim(globalid) <> '' or bron = 'basisset' then globalid
    when naamgenoten > 1 then lower(btrim(plannaam)) || ' #' || rij
    else lower(btrim(plannaam))
end;

-- A function with a setting is evaluated on its own, once: in the middle of a join over rows without statistics its window would be
-- evaluated again for every row.
create or replace function landing.plan_sleutels(van_levering bigint) returns table (levering_id bigint, rij bigint, globalid text)
language sql
stable
parallel safe
set enable_nestloop = off
begin atomic
    select
        veld.levering_id,
        veld.rij,
        landing.plan_sleutel(
            veld.globalid, veld.plannaam, veld.rij, levering.bron,
            count(*) over (partition by lower(btrim(veld.plannaam)))
        ) as globalid
    from landing.lmvw_planregistratie_veld as veld
    inner join landing.lmvw_levering_bron as levering on veld.levering_id = levering.levering_id
    where veld.levering_id = $1;
end;

-- The number of the delivery is not that of the function: whoever asks for one delivery does not wait for all.
create or replace view landing.lmvw_plan_sleutel with (security_invoker = true) as
select
    levering.levering_id,
    deel.rij,
    deel.globalid
from landing.lmvw_levering_bron as levering
cross join landing.plan_sleutels(levering.levering_id) as deel;

comment on function landing.plan_sleutels(bigint) is 'What landing.lmvw_plan_sleutel says of one delivery';
revoke all on function landing.plan_sleutels(bigint) from public;
grant execute on function landing.plan_sleutels(bigint) to woonkluis_lader, woonkluis_bouwer;

comment on function landing.plan_sleutel(text, text, bigint, text, bigint) is
'LMVW-5b: key of a plan as delivered, else its name, with the row number when plans share it; null when there is neither';
revoke all on function landing.plan_sleutel(text, text, bigint, text, bigint) from public;
grant execute on function landing.plan_sleutel(text, text, bigint, text, bigint) to woonkluis_lader, woonkluis_bouwer;

comment on view landing.lmvw_levering_bron is 'LMVW-3: whose spelling of codes a delivery uses';
comment on column landing.lmvw_levering_bron.levering_id is 'Delivery';
comment on column landing.lmvw_levering_bron.contract is 'Contract by which the file was read';
comment on column landing.lmvw_levering_bron.bron is 'Whose spelling of codes it uses';
comment on column landing.lmvw_levering_bron.peildatum is 'Reference date of the figures';
comment on view landing.lmvw_plan_sleutel is 'LMVW-5b: key of every delivered plan, derived where the source has none';
comment on column landing.lmvw_plan_sleutel.globalid is 'Key as delivered, else the name of the plan; null when there is neither';
comment on column landing.lmvw_plan_sleutel.levering_id is 'Delivery';
comment on column landing.lmvw_plan_sleutel.rij is 'Row in the source: fid, sheet row or sequence number';

revoke all on landing.lmvw_levering_bron, landing.lmvw_plan_sleutel from public;
grant select on landing.lmvw_levering_bron, landing.lmvw_plan_sleutel to woonkluis_lader, woonkluis_bouwer;

reset role;
