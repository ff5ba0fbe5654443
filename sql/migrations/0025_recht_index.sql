-- depends: 0024_toegangsbord
-- Without statistics (LMVW-13d) the planner takes "no study" for rare and reads the rights of all logins through this index; of studies
-- only, it leaves that question to recht_login, which meets the rights of one login.
set local role woonkluis_eigenaar;

drop index toegang.recht_studie;
create index recht_studie on toegang.recht (studie_id) where studie_id is not null;

reset role;
