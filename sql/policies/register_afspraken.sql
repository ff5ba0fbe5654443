-- Who reads and writes what is agreed. Runs after register.sql, which closes the schema.
set local role woonkluis_eigenaar;

-- Tools.
grant select, insert, update (ingetrokken_op, ingetrokken_door, ingetrokken_reden) on register.besluit to woonkluis_lader;
create policy lader on register.besluit to woonkluis_lader using (true) with check (true);
grant select, insert on register.bijlage to woonkluis_lader;
create policy lader on register.bijlage to woonkluis_lader using (true) with check (true);
grant update (aggregeren_door_provincie) on register.levering to woonkluis_lader;
grant select, insert, update (bevroren_op) on register.peilmoment to woonkluis_lader;
create policy lader on register.peilmoment to woonkluis_lader using (true) with check (true);
grant select, insert on register.peilmoment_bronhouder to woonkluis_lader;
create policy lader on register.peilmoment_bronhouder to woonkluis_lader using (true) with check (true);
grant select on register.label, register.publicatie_label to woonkluis_lader;
create policy lader_lezen on register.label for select to woonkluis_lader using (true);
create policy lader_lezen on register.publicatie_label for select to woonkluis_lader using (true);

grant select on register.label, register.bijlage, register.besluit to woonkluis_bouwer;
create policy bouwer_lezen on register.label for select to woonkluis_bouwer using (true);
create policy bouwer_lezen on register.bijlage for select to woonkluis_bouwer using (true);
create policy bouwer_lezen on register.besluit for select to woonkluis_bouwer using (true);
grant select, insert on register.publicatie_label to woonkluis_bouwer;
create policy bouwer on register.publicatie_label to woonkluis_bouwer using (true) with check (true);

-- Decisions. The subqueries on levering are filtered by its own policies.
grant select on register.besluit to lmvw_gemeente, lmvw_provincie, lmvw_beheer, lmvw_stuurgroep;
create policy gemeente_eigen on register.besluit for select to lmvw_gemeente
using (
    regime = 'lmvw'
    and soort <> 'toegang_13b'
    and (
        gebied_soort = 'nederland'
        or gebied_code = any(array(
            select recht.gebied_code from toegang.geldig_recht as recht
            where recht.regime = 'lmvw' and recht.gebied_soort = 'gemeente'
        ))
        or (
            levering_id is null
            and gebied_code = any(array(select levering.provincie_code from register.levering as levering))
        )
    )
);
create policy provincie_eigen on register.besluit for select to lmvw_provincie
using (
    regime = 'lmvw'
    and soort <> 'toegang_13b'
    and (
        gebied_soort = 'nederland'
        or gebied_code = any(array(
            select recht.gebied_code from toegang.geldig_recht as recht
            where recht.regime = 'lmvw' and recht.gebied_soort = 'provincie'
        ))
        or gebied_code = any(array(select levering.bronhouder_code from register.levering as levering))
    )
);
create policy beheer on register.besluit for select to lmvw_beheer using (regime = 'lmvw');
create policy stuurgroep on register.besluit for select to lmvw_stuurgroep
using (regime = 'lmvw' and soort in ('maatwerk_17a', 'toegang_13b'));

-- LMVW-5d, LMVW-5e: a provincie labels plans of gemeenten that deliver to it. Who and when are not among the columns.
grant select on register.label to lmvw_gemeente, lmvw_provincie, lmvw_beheer;
grant insert (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, datum, reden, gemeente_geinformeerd_op)
on register.label to lmvw_provincie;
create policy provincie_labelt on register.label for insert to lmvw_provincie
with check (
    provincie_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'lmvw' and recht.gebied_soort = 'provincie'
    ))
    and gemeente_code = any(array(
        select levering.bronhouder_code from register.levering as levering
        where levering.provincie_code = label.provincie_code
    ))
);
create policy provincie_eigen on register.label for select to lmvw_provincie
using (
    provincie_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'lmvw' and recht.gebied_soort = 'provincie'
    ))
);
-- A4: the gemeente, which must be informed, sees the labels of its plans.
create policy gemeente_eigen on register.label for select to lmvw_gemeente
using (
    gemeente_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'lmvw' and recht.gebied_soort = 'gemeente'
    ))
);
-- LMVW-8: where plans are kept from beheer, so is what is said of them.
create policy beheer on register.label for select to lmvw_beheer
using (
    gemeente_code <> all(array(
        select levering.bronhouder_code from register.levering as levering
        where levering.aggregeren_door_provincie
    ))
);

-- What a gemeente declares may name plans that beheer does not hold (LMVW-8), so beheer does not read it.
grant select on register.bijlage to lmvw_gemeente, lmvw_provincie;
create policy bij_zichtbare_levering on register.bijlage for select to lmvw_gemeente, lmvw_provincie
using (levering_id = any(array(select levering.levering_id from register.levering as levering)));

-- LMVW-8: a finding quotes the plan it is about. The choice holds for every delivery of that peildatum: one that came before it, and
-- was rejected for the want of it, names the same plans.
create policy keuze_8 on register.bevinding as restrictive for select to lmvw_beheer
using (
    levering_id <> all(array(
        select levering.levering_id
        from register.levering as levering
        inner join register.levering as keuze
            on
                levering.regime = keuze.regime
                and levering.bronhouder_code = keuze.bronhouder_code
                and levering.peildatum = keuze.peildatum
        where keuze.aggregeren_door_provincie
    ))
);

-- LMVW-10
grant select on register.peilmoment, register.peilmoment_bronhouder to lmvw_gemeente, lmvw_provincie, lmvw_beheer;
create policy lmvw on register.peilmoment for select to lmvw_gemeente, lmvw_provincie, lmvw_beheer using (regime = 'lmvw');
create policy gemeente_eigen on register.peilmoment_bronhouder for select to lmvw_gemeente
using (
    bronhouder_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'lmvw' and recht.gebied_soort = 'gemeente'
    ))
);
create policy provincie_eigen on register.peilmoment_bronhouder for select to lmvw_provincie
using (
    provincie_code = any(array(
        select recht.gebied_code from toegang.geldig_recht as recht
        where recht.regime = 'lmvw' and recht.gebied_soort = 'provincie'
    ))
);
create policy beheer on register.peilmoment_bronhouder for select to lmvw_beheer using (regime = 'lmvw');

reset role;
