-- The deliveries whose rows make up the layers.
set local role woonkluis_eigenaar;

create or replace view register.levering_actueel with (security_invoker = true) as
with reeks as (
    select bericht.*
    from register.levering as bericht
    inner join register.levering as volledig on bericht.reeks = volledig.levering_id
    where bericht.status = 'geaccepteerd' and volledig.status = 'geaccepteerd'
),

los as (
    select distinct on (regime, bronhouder_code) *
    from register.levering
    where status = 'geaccepteerd' and reeks is null
    order by regime asc, bronhouder_code asc, peildatum desc, levering_id desc
),

geldend as (
    select * from reeks
    union all
    select los.* from los
    where
        not exists (
            select from reeks
            where reeks.regime = los.regime and reeks.bronhouder_code = los.bronhouder_code
        )
)

select
    levering_id,
    regime,
    bronhouder_code,
    provincie_code,
    contract,
    peildatum,
    besloten_op,
    coalesce(volgnummer, 0) as volgnummer
from geldend;

comment on view register.levering_actueel is
'LMVW-10, WIV-5.1: per bronhouder the accepted delivery with the latest peildatum, or the last snapshot with the mutaties applied to it';
comment on column register.levering_actueel.levering_id is 'Delivery';
comment on column register.levering_actueel.regime is 'lmvw or cwr';
comment on column register.levering_actueel.bronhouder_code is 'CBS gemeentecode or KBO number';
comment on column register.levering_actueel.provincie_code is 'lmvw: provincie of the gemeente';
comment on column register.levering_actueel.contract is 'Contract by which the file was read';
comment on column register.levering_actueel.peildatum is 'Reference date of the figures';
comment on column register.levering_actueel.besloten_op is 'Moment of acceptance';
comment on column register.levering_actueel.volgnummer is 'WIV-5.1: order in which they are applied; 0 for a delivery without a number';

revoke all on register.levering_actueel from public;
grant select on register.levering_actueel to woonkluis_bouwer, woonkluis_lader;

reset role;
