-- LMVW-12 to LMVW-16: who reads and writes studies and declarations. Runs after register.sql, which closes the schema.
set local role woonkluis_eigenaar;

-- Who registers, decides and grants; it cannot read who signed.
grant
select,
insert (
    titel, omschrijving, beoogde_publicatie, groep, instelling, datatype, begint_op, eindigt_op, aanvraag_sha256, aangevraagd_door
),
update (beeindigd_op, beeindigd_door, beeindigd_reden)
on register.onderzoek to woonkluis_toegang;
create policy toegang on register.onderzoek to woonkluis_toegang using (true) with check (true);
grant select, insert on register.onderzoek_gebied to woonkluis_toegang;
create policy toegang on register.onderzoek_gebied to woonkluis_toegang using (true) with check (true);
grant
select,
insert (onderzoek_id, deel_a_op, deel_b_op, document_sha256),
update (deel_a_op, deel_b_op, document_sha256, bevestigd_op, bevestigd_door, ingetrokken_op, ingetrokken_door, ingetrokken_reden)
on register.geheimhoudingsverklaring to woonkluis_toegang;
create policy toegang on register.geheimhoudingsverklaring to woonkluis_toegang using (true) with check (true);
grant insert on register.ondertekenaar to woonkluis_toegang;
create policy toegang_toevoegen on register.ondertekenaar for insert to woonkluis_toegang with check (true);

-- LMVW-13b: a decision on access is recorded by who grants it, not by who lands deliveries. A null is left to the constraint.
grant
select,
insert (
    soort, orgaan, uitkomst, gebied_soort, gebied_code, onderzoek_id, motivering, besloten_door, geldig_van, geldig_tot, aanvraag
),
update (ingetrokken_op, ingetrokken_door, ingetrokken_reden)
on register.besluit to woonkluis_toegang;
create policy toegang_13b on register.besluit to woonkluis_toegang
using (soort = 'toegang_13b') with check (coalesce(soort, 'toegang_13b') = 'toegang_13b');
create policy niet_13b on register.besluit as restrictive for insert to woonkluis_lader
with check (coalesce(soort, '') <> 'toegang_13b');

-- LMVW-4a: beheer reads all of it, and as the only one who signed (LMVW-GV-A).
grant select on
register.onderzoek, register.onderzoek_gebied, register.geheimhoudingsverklaring, register.ondertekenaar
to lmvw_beheer;
-- WIV-6.9: pgaudit logs who reads it.
grant select on register.ondertekenaar to woonkluis_leeslog;
create policy beheer on register.onderzoek for select to lmvw_beheer using (regime = 'lmvw');
create policy beheer on register.geheimhoudingsverklaring for select to lmvw_beheer using (regime = 'lmvw');
create policy beheer on register.ondertekenaar for select to lmvw_beheer
using (verklaring_id = any(array(select verklaring.verklaring_id from register.geheimhoudingsverklaring as verklaring)));

-- LMVW-13b: the stuurgroep reads requests that wait for a decision or had its own, without persons.
grant select (
    onderzoek_id, regime, titel, omschrijving, beoogde_publicatie, groep, instelling, datatype, begint_op, eindigt_op, aangevraagd_op,
    beeindigd_op
)
on register.onderzoek to lmvw_stuurgroep, lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c;
create policy stuurgroep on register.onderzoek for select to lmvw_stuurgroep
using (
    groep = '12c'
    and (
        onderzoek_id = any(array(
            select besluit.onderzoek_id from register.besluit as besluit
            where besluit.soort = 'toegang_13b' and besluit.orgaan = 'stuurgroep'
        ))
        or onderzoek_id <> all(array(
            select besluit.onderzoek_id from register.besluit as besluit
            where besluit.soort = 'toegang_13b' and besluit.ingetrokken_op is null and besluit.onderzoek_id is not null
        ))
    )
);

-- LMVW-15a: a researcher sees the study of its login and its own declaration.
grant select (
    verklaring_id, regime, onderzoek_id, login_naam, deel_a_op, deel_b_op, document_sha256, vastgelegd_op, ingetrokken_op
)
on register.geheimhoudingsverklaring to lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c;
create policy eigen on register.geheimhoudingsverklaring for select
to lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c
using (login_naam = current_user);
create policy eigen on register.onderzoek for select to lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c
using (onderzoek_id = any(array(select verklaring.onderzoek_id from register.geheimhoudingsverklaring as verklaring)));

-- The subquery is filtered by the policies of onderzoek.
grant select on register.onderzoek_gebied
to lmvw_stuurgroep, lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c;
create policy bij_zichtbaar_onderzoek on register.onderzoek_gebied for select
to lmvw_beheer, lmvw_stuurgroep, lmvw_onderzoeker_12a, lmvw_onderzoeker_12b, lmvw_onderzoeker_12c
using (onderzoek_id = any(array(select onderzoek.onderzoek_id from register.onderzoek as onderzoek)));

-- As the owner, who never logs in, runs what guards and ends rights. To lock a row is to be allowed to change it.
create policy eigenaar on register.onderzoek to woonkluis_eigenaar using (true) with check (false);
create policy eigenaar on register.geheimhoudingsverklaring to woonkluis_eigenaar using (true) with check (false);
create policy eigenaar on register.besluit to woonkluis_eigenaar using (soort = 'toegang_13b') with check (false);
create policy eigenaar_lezen on register.onderzoek_gebied for select to woonkluis_eigenaar using (true);

reset role;
