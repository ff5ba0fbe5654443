-- depends: 0005_landing
set local role woonkluis_eigenaar;

-- LMVW-5a: whether another gemeente delivers the same plan is asked of every plan. Without an index each check would read all plans of the
-- country. A GlobalID has at most 64 characters (LMVW-5b_globalid_lengte); what is longer must not break the load.
create index lmvw_planregistratie_globalid
on landing.lmvw_planregistratie (left(lower(trim(both '{} ' from waarden ->> 'globalid')), 64));

reset role;
