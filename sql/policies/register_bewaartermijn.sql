-- WIV-R.1 to WIV-R.5: terms are read by who lands and erases; erasing is done by the functions of sql/views/register_bewaartermijn.sql.
-- Runs after register.sql, which closes the schema.
set local role woonkluis_eigenaar;

create policy eigenaar on register.bewaartermijn to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.te_wissen to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on register.wissing to woonkluis_eigenaar using (true) with check (true);
-- WIV-R.5: only of cwr, and only the delivered value goes.
create policy bewaren_lezen on register.bevinding for select to woonkluis_eigenaar
using (levering_id = any(array(select levering.levering_id from register.levering as levering)));
create policy bewaren_wissen on register.bevinding for update to woonkluis_eigenaar
using (levering_id = any(array(select levering.levering_id from register.levering as levering)))
with check (waarde is null);

-- WIV-R.1: of a notice the keys and the words go, when its term has passed.
create policy bewaren_wissen on register.melding_record for delete to woonkluis_eigenaar
using (
    melding_id = any(array(
        select einde.melding_id from register.melding_stap as einde
        where
            einde.toestand = 'afgesloten'
            and einde.moment + register.termijn('WIV-R.1_melding', current_date) <= current_date
    ))
);
create policy bewaren_wissen on register.melding_stap for update to woonkluis_eigenaar
using (true) with check (toelichting = '(gewist)');
create policy bewaren_lezen on register.melding_bericht for select to woonkluis_eigenaar using (verzonden_op is not null);
create policy bewaren_wissen on register.melding_bericht for update to woonkluis_eigenaar
using (verzonden_op is not null) with check (brief_gewist_op is not null);

grant select on register.bewaartermijn to woonkluis_lader, woonkluis_bouwer;
create policy lezen on register.bewaartermijn for select to woonkluis_lader, woonkluis_bouwer using (true);
grant select (levering_id, sleutel_soort) on register.te_wissen to woonkluis_lader;
create policy lader_lezen on register.te_wissen for select to woonkluis_lader using (true);
grant select on register.wissing to woonkluis_lader, woonkluis_bouwer;
create policy lezen on register.wissing for select to woonkluis_lader, woonkluis_bouwer using (true);

reset role;
