-- Who reads and writes the register.
-- LMVW-4d: a bronhouder sees its own deliveries and findings, a provincie those of its gemeenten, beheer all of lmvw.
set local role woonkluis_eigenaar;

select toegang.sluit_tabellen('register');

-- LMVW-5c: what was delivered is written once; of a delivery only its progress changes.
grant
select,
insert,
update (status, rijen, vervangen_door, gelezen_op, gecontroleerd_op, besloten_op)
on register.levering to woonkluis_lader;
create policy lader on register.levering to woonkluis_lader using (true) with check (true);
grant select, insert on register.bevinding to woonkluis_lader;
create policy lader on register.bevinding to woonkluis_lader using (true) with check (true);
grant select on register.publicatie, register.publicatie_levering to woonkluis_lader;
create policy lader_lezen on register.publicatie for select to woonkluis_lader using (true);
create policy lader_lezen on register.publicatie_levering for select to woonkluis_lader using (true);

grant insert (
    regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes, aangeleverd_door
) on register.levering to woonkluis_api;
create policy api_toevoegen on register.levering for insert to woonkluis_api with check (status = 'ontvangen');

grant select on register.levering to woonkluis_bouwer;
create policy bouwer_lezen on register.levering for select to woonkluis_bouwer using (true);
grant select, insert, update (status, goedgekeurd_op, goedgekeurd_door) on register.publicatie to woonkluis_bouwer;
create policy bouwer on register.publicatie to woonkluis_bouwer using (true) with check (true);
grant select, insert on register.publicatie_levering to woonkluis_bouwer;
create policy bouwer on register.publicatie_levering to woonkluis_bouwer using (true) with check (true);

grant select on register.levering to lmvw_gemeente, lmvw_provincie, cwr_woonmaatschappij;
-- LMVW-8: rows and bytes of a file, less the plans that are public, say how many a gemeente keeps from beheer.
grant select (
    levering_id, regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, verklaring_sha256,
    aangeleverd_door, status, vervangen_door, ontvangen_op, gelezen_op, gecontroleerd_op, besloten_op, aggregeren_door_provincie, opgegeven
) on register.levering to lmvw_beheer;
grant select on register.bevinding to lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij;
create policy gemeente_eigen on register.levering for select to lmvw_gemeente
using (
    regime = 'lmvw'
    and bronhouder_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'lmvw' and recht.gebied_soort = 'gemeente'
    ))
);
create policy provincie_eigen on register.levering for select to lmvw_provincie
using (
    regime = 'lmvw'
    and provincie_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'lmvw' and recht.gebied_soort = 'provincie'
    ))
);
create policy beheer on register.levering for select to lmvw_beheer using (regime = 'lmvw');
create policy woonmaatschappij_eigen on register.levering for select to cwr_woonmaatschappij
using (
    regime = 'cwr'
    and bronhouder_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'cwr' and recht.gebied_soort = 'woonmaatschappij'
    ))
);
-- The subquery is itself filtered by the policies of levering, so a finding is visible exactly where its delivery is.
create policy bij_zichtbare_levering on register.bevinding for select
to lmvw_gemeente, lmvw_provincie, lmvw_beheer, cwr_woonmaatschappij
using (levering_id = any(array(select levering.levering_id from register.levering as levering)));

reset role;
