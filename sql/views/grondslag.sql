-- Article 9 GDPR: decisions that hold now, of those the current role may read. Days are Belgian.
set local role woonkluis_eigenaar;

create or replace view register.grondslag_geldig with (security_invoker = true) as
select
    doel,
    categorie,
    grond
from register.grondslag
where
    uitkomst = 'toegewezen'
    and ingetrokken_op is null
    and geldig_van <= (clock_timestamp() at time zone 'Europe/Brussels')::date
    and (geldig_tot is null or geldig_tot >= (clock_timestamp() at time zone 'Europe/Brussels')::date);
comment on view register.grondslag_geldig is 'WIV-3.7, WIV-3.8: grounds on which data about health may be read now';
comment on column register.grondslag_geldig.doel is 'Purpose';
comment on column register.grondslag_geldig.categorie is 'WIV-3.7, WIV-3.8 or afgeleid';
comment on column register.grondslag_geldig.grond is '9.2.b or 9.2.g';

revoke all on register.grondslag_geldig from public;
grant select on register.grondslag_geldig to cwr_statistiek, cwr_dpo, woonkluis_toegang;

reset role;
