-- LMVW-4a, WIV-6.9: only the definer functions of the audit add to it, and seal what they added; nobody writes it.
-- beheer reads what is of lmvw, the DPO what is of cwr or of neither, the verifier all.
set local role woonkluis_eigenaar;

select toegang.sluit_tabellen('audit');

create policy toevoegen on audit.gebeurtenis for insert to woonkluis_eigenaar with check (true);
create policy eigenaar_lezen on audit.gebeurtenis for select to woonkluis_eigenaar using (true);
create policy verzegelen on audit.gebeurtenis for update to woonkluis_eigenaar using (hash is null) with check (hash is not null);
create policy eigenaar on audit.keten to woonkluis_eigenaar using (true) with check (true);
create policy eigenaar on audit.leeslog_stand to woonkluis_eigenaar using (true) with check (true);

grant select on audit.gebeurtenis to cwr_dpo, woonkluis_audit;
-- LMVW-8: the rows of a delivery, less the plans that are public, say how many a gemeente keeps from beheer.
grant select (
    gebeurtenis_id, moment, login, rol, proces, soort, onderwerp, regime, studie_id, relatie, toelichting, volgnummer, verzegeld_op,
    vorige_hash, hash
) on audit.gebeurtenis to lmvw_beheer;
create policy verificatie on audit.gebeurtenis for select to woonkluis_audit using (true);
-- LMVW-8: where plans are kept from beheer, so is that they were labelled.
create policy beheer on audit.gebeurtenis for select to lmvw_beheer
using (
    regime = 'lmvw'
    and (
        soort !~ '^label\.'
        or (toelichting ->> 'gemeente_code') <> all(array(
            select levering.bronhouder_code from register.levering as levering
            where levering.aggregeren_door_provincie
        ))
    )
);
create policy dpo on audit.gebeurtenis for select to cwr_dpo using (regime = 'cwr' or regime is null);

reset role;
