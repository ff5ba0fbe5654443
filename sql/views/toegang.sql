-- What a policy asks: the rights of whoever runs the query, at the moment it runs.
set local role woonkluis_eigenaar;

-- clock_timestamp, not now(): a right that ends counts in the next query, also in a transaction or a DO block that stays open.
-- By the login itself: a right belongs to a login (toegang.bewaak_recht) and no login is a member of another (lint granted_to_login), so
-- the index answers, and what it meets are rights of that login only. Invoker, and in one piece, so that it becomes part of the query.
create or replace function toegang.recht_van(inlognaam name) returns setof toegang.recht
language sql
stable
begin atomic
    select *
    from toegang.recht
    where
        login_rol = quote_ident(inlognaam)::regrole
        and geldig_van <= clock_timestamp()
        and (
            geldig_tot > clock_timestamp()
            -- WIV-4.7: nothing is given to a supervisor without an end.
            or (geldig_tot is null and (regime = 'lmvw' or not pg_has_role(inlognaam, 'cwr_toezicht', 'member')))
        );
end;
comment on function toegang.recht_van(name) is 'LMVW-12 to LMVW-15: rights of a login that are in force now, of those the caller may read';
revoke all on function toegang.recht_van(name) from public;

create or replace view toegang.geldig_recht with (security_invoker = true) as
select
    regime,
    gebied_soort,
    gebied_code,
    datatype
from toegang.recht_van(current_user)
-- LMVW-GV-A3: what is given for a study counts for studies only, whatever other group its login is in.
where studie_id is null;
comment on view toegang.geldig_recht is 'LMVW-12 to LMVW-15: rights of the current role that are in force now';
comment on column toegang.geldig_recht.regime is 'lmvw or cwr';
comment on column toegang.geldig_recht.gebied_soort is 'gemeente, provincie, nederland, woonmaatschappij or vlaanderen';
comment on column toegang.geldig_recht.gebied_code is 'Code of the area';
comment on column toegang.geldig_recht.datatype is 'polygonen or kenmerken';

-- LMVW-8: the area of a provincie as gemeenten, so that one comparison, and one index, serves every kind of area.
create or replace view toegang.provincie_gemeente with (security_invoker = true) as
select gemeente.gemeente_code
from toegang.geldig_recht as recht
inner join referentie.gemeente on recht.gebied_code = gemeente.provincie_code
where recht.regime = 'lmvw' and recht.gebied_soort = 'provincie';
comment on view toegang.provincie_gemeente is 'LMVW-8: gemeenten of the provincies that the current role has a right to now';
comment on column toegang.provincie_gemeente.gemeente_code is 'CBS gemeentecode';

-- LMVW-13a, LMVW-13c, LMVW-GV-C2: the area of a study as gemeenten.
create or replace view toegang.onderzoek_gemeente with (security_invoker = true) as
select distinct
    recht.datatype,
    gemeente.gemeente_code
from toegang.recht_van(current_user) as recht
inner join referentie.gemeente
    on
        case recht.gebied_soort
            when 'nederland' then true
            when 'provincie' then recht.gebied_code = gemeente.provincie_code
            when 'gemeente' then recht.gebied_code = gemeente.gemeente_code
            else false
        end
-- LMVW-15a: nothing is given to a study without an end.
where recht.regime = 'lmvw' and recht.studie_id is not null and recht.geldig_tot is not null;
comment on view toegang.onderzoek_gemeente is 'LMVW-13a, LMVW-GV-C2: gemeenten that the studies of the current role cover now';
comment on column toegang.onderzoek_gemeente.datatype is 'polygonen or kenmerken';
comment on column toegang.onderzoek_gemeente.gemeente_code is 'CBS gemeentecode';

revoke all on toegang.geldig_recht, toegang.provincie_gemeente, toegang.onderzoek_gemeente from public;
grant execute on function toegang.recht_van(name) to
lmvw_gemeente, lmvw_provincie, lmvw_beheer, lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c,
cwr_woonmaatschappij, cwr_gsc, cwr_huurprijs, cwr_prestatie, cwr_statistiek, cwr_toezicht;
grant select on toegang.provincie_gemeente to lmvw_provincie;
grant select on toegang.geldig_recht to
lmvw_gemeente, lmvw_provincie, lmvw_beheer,
cwr_woonmaatschappij, cwr_gsc, cwr_huurprijs, cwr_prestatie, cwr_statistiek, cwr_toezicht;
grant select on toegang.onderzoek_gemeente to lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c;

reset role;
