-- The deliveries whose rows make up the layers.
set local role woonkluis_eigenaar;

create or replace view register.levering_actueel with (security_invoker = true) as
select distinct on (regime, bronhouder_code)
    levering_id,
    regime,
    bronhouder_code,
    provincie_code,
    contract,
    peildatum,
    besloten_op
from register.levering
where status = 'geaccepteerd'
order by regime asc, bronhouder_code asc, peildatum desc, levering_id desc;

comment on view register.levering_actueel is 'LMVW-10: per bronhouder the accepted delivery with the latest peildatum';
comment on column register.levering_actueel.levering_id is 'Delivery';
comment on column register.levering_actueel.regime is 'lmvw or cwr';
comment on column register.levering_actueel.bronhouder_code is 'CBS gemeentecode or KBO number';
comment on column register.levering_actueel.provincie_code is 'lmvw: provincie of the gemeente';
comment on column register.levering_actueel.contract is 'Contract by which the file was read';
comment on column register.levering_actueel.peildatum is 'Reference date of the figures';
comment on column register.levering_actueel.besloten_op is 'Moment of acceptance';

revoke all on register.levering_actueel from public;
grant select on register.levering_actueel to woonkluis_bouwer, woonkluis_lader;

reset role;
