-- WIV-3.1: only the builder reads the key of the pseudonyms, and nobody changes it.
set local role woonkluis_eigenaar;

revoke all on cwr_kluis.pseudoniem_sleutel from public;
grant select on cwr_kluis.pseudoniem_sleutel to woonkluis_bouwer;
drop policy if exists bouwer_lezen on cwr_kluis.pseudoniem_sleutel;
create policy bouwer_lezen on cwr_kluis.pseudoniem_sleutel for select to woonkluis_bouwer using (true);

reset role;
