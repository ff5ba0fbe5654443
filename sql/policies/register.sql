-- Who reads and writes the register. Applied again at every migration.
-- LMVW-4d: a bronhouder sees its own deliveries and findings, a provincie those of its gemeenten, beheer all of lmvw.
set local role woonkluis_eigenaar;

revoke all on all tables in schema register from public;
grant select, insert, update on register.levering to woonkluis_lader;
grant select, insert, delete on register.bevinding to woonkluis_lader;
grant insert on register.levering to woonkluis_api;
grant select on register.levering to woonkluis_bouwer;
grant select, insert, update on register.publicatie to woonkluis_bouwer;
grant select, insert on register.publicatie_levering to woonkluis_bouwer;
grant select on register.publicatie, register.publicatie_levering to woonkluis_lader;
grant select on register.levering, register.bevinding
to lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij;

drop policy if exists lader on register.levering;
create policy lader on register.levering to woonkluis_lader using (true) with check (true);
drop policy if exists lader on register.bevinding;
create policy lader on register.bevinding to woonkluis_lader using (true) with check (true);
drop policy if exists api_toevoegen on register.levering;
create policy api_toevoegen on register.levering for insert to woonkluis_api with check (status = 'ontvangen');
drop policy if exists bouwer_lezen on register.levering;
create policy bouwer_lezen on register.levering for select to woonkluis_bouwer using (true);
drop policy if exists bouwer on register.publicatie;
create policy bouwer on register.publicatie to woonkluis_bouwer using (true) with check (true);
drop policy if exists bouwer on register.publicatie_levering;
create policy bouwer on register.publicatie_levering to woonkluis_bouwer using (true) with check (true);
drop policy if exists lader_lezen on register.publicatie;
create policy lader_lezen on register.publicatie for select to woonkluis_lader using (true);
drop policy if exists lader_lezen on register.publicatie_levering;
create policy lader_lezen on register.publicatie_levering for select to woonkluis_lader using (true);

drop policy if exists gemeente_eigen on register.levering;
create policy gemeente_eigen on register.levering for select to lmvw_gemeente
using (
    regime = 'lmvw'
    and bronhouder_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'lmvw' and recht.gebied_soort = 'gemeente'
    ))
);
drop policy if exists provincie_eigen on register.levering;
create policy provincie_eigen on register.levering for select to lmvw_provincie
using (
    regime = 'lmvw'
    and provincie_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'lmvw' and recht.gebied_soort = 'provincie'
    ))
);
drop policy if exists beheer on register.levering;
create policy beheer on register.levering for select to lmvw_beheer using (regime = 'lmvw');
drop policy if exists woonmaatschappij_eigen on register.levering;
create policy woonmaatschappij_eigen on register.levering for select to cwr_woonmaatschappij
using (
    regime = 'cwr'
    and bronhouder_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'cwr' and recht.gebied_soort = 'woonmaatschappij'
    ))
);
-- The subquery is itself filtered by the policies of levering, so a finding is visible exactly where its delivery is.
drop policy if exists bij_zichtbare_levering on register.bevinding;
create policy bij_zichtbare_levering on register.bevinding for select
to lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij
using (levering_id in (select levering.levering_id from register.levering as levering));

reset role;
