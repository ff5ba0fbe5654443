-- WIV-3.1: the builder sees who a person is and meets no key; the tool that has the keys sees numbers of persons only.
set local role woonkluis_eigenaar;

revoke all on cwr_kluis.persoon_sleutel, cwr_kluis.sleutel_zout, cwr_kluis.pseudoniem, cwr_kluis.pseudoniem_versie
from public, woonkluis_bouwer, woonkluis_kluis;

grant select, insert (insz, bron_sleutel) on cwr_kluis.persoon_sleutel to woonkluis_bouwer;
grant select on cwr_kluis.sleutel_zout, cwr_kluis.pseudoniem, cwr_kluis.pseudoniem_versie to woonkluis_bouwer;
drop policy if exists bouwer_lezen on cwr_kluis.sleutel_zout;
create policy bouwer_lezen on cwr_kluis.sleutel_zout for select to woonkluis_bouwer using (true);
drop policy if exists bouwer_lezen on cwr_kluis.persoon_sleutel;
create policy bouwer_lezen on cwr_kluis.persoon_sleutel for select to woonkluis_bouwer using (true);
drop policy if exists bouwer_toevoegen on cwr_kluis.persoon_sleutel;
create policy bouwer_toevoegen on cwr_kluis.persoon_sleutel for insert to woonkluis_bouwer with check (true);
drop policy if exists bouwer_lezen on cwr_kluis.pseudoniem;
create policy bouwer_lezen on cwr_kluis.pseudoniem for select to woonkluis_bouwer using (true);
drop policy if exists bouwer_lezen on cwr_kluis.pseudoniem_versie;
create policy bouwer_lezen on cwr_kluis.pseudoniem_versie for select to woonkluis_bouwer using (true);

grant select (persoon_id) on cwr_kluis.persoon_sleutel to woonkluis_kluis;
grant select, insert, delete on cwr_kluis.pseudoniem to woonkluis_kluis;
grant select, insert (doel, versie, vingerafdruk), update (compleet_op, ingetrokken_op) on cwr_kluis.pseudoniem_versie to woonkluis_kluis;
drop policy if exists kluis_lezen on cwr_kluis.persoon_sleutel;
create policy kluis_lezen on cwr_kluis.persoon_sleutel for select to woonkluis_kluis using (true);
drop policy if exists kluis_lezen on cwr_kluis.pseudoniem;
create policy kluis_lezen on cwr_kluis.pseudoniem for select to woonkluis_kluis using (true);
drop policy if exists kluis_toevoegen on cwr_kluis.pseudoniem;
create policy kluis_toevoegen on cwr_kluis.pseudoniem for insert to woonkluis_kluis with check (true);
-- Only what was retired goes.
drop policy if exists kluis_intrekken on cwr_kluis.pseudoniem;
create policy kluis_intrekken on cwr_kluis.pseudoniem for delete to woonkluis_kluis
using (
    exists (
        select from cwr_kluis.pseudoniem_versie as uit
        where uit.doel = pseudoniem.doel and uit.versie = pseudoniem.versie and uit.ingetrokken_op is not null
    )
);
drop policy if exists kluis on cwr_kluis.pseudoniem_versie;
create policy kluis on cwr_kluis.pseudoniem_versie to woonkluis_kluis using (true) with check (true);

-- WIV-R.1: register.wis_personen erases the number of a person of whom nothing is landed; its pseudonyms go with it.
drop policy if exists bewaren_lezen on cwr_kluis.persoon_sleutel;
create policy bewaren_lezen on cwr_kluis.persoon_sleutel for select to woonkluis_eigenaar using (true);
drop policy if exists bewaren_wissen on cwr_kluis.persoon_sleutel;
create policy bewaren_wissen on cwr_kluis.persoon_sleutel for delete to woonkluis_eigenaar using (true);

reset role;
