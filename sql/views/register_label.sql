-- Labels that protect nothing (any more).
set local role woonkluis_eigenaar;
-- toegang.recht_van comes later in the order of files.
set local check_function_bodies = off;

-- Asked by label_id, which nobody knows who may not read the label.
create or replace function register.labels_zonder_plan(label_ids uuid[]) returns setof uuid
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    with gevraagd as (
        select
            label_id,
            gemeente_code,
            register.label_sleutel(bron_plan_id) as sleutel
        from register.label
        where
            label_id = any(label_ids)
            -- LMVW-5d: also for who kept a label_id from when it had a right.
            and exists (
                select from toegang.recht_van(toegang.vrager()) as recht
                where
                    recht.regime = 'lmvw'
                    and recht.studie_id is null
                    and recht.gebied_code in (label.gemeente_code, label.provincie_code)
            )
    ),

    levering as (
        select
            levering_id,
            bronhouder_code
        from register.levering_actueel
        where regime = 'lmvw' and bronhouder_code = any(array(select gevraagd.gemeente_code from gevraagd))
    ),

    plan as (
        select
            levering.bronhouder_code,
            register.label_sleutel(geland.globalid) as sleutel
        from landing.lmvw_plan_sleutel as geland
        inner join levering on geland.levering_id = levering.levering_id
        where geland.levering_id = any(array(select levering.levering_id from levering))
    )

    select label_id from gevraagd
    where not exists (
        select from plan
        where plan.bronhouder_code = gevraagd.gemeente_code and plan.sleutel = gevraagd.sleutel
    )
$$;
comment on function register.labels_zonder_plan(uuid[]) is
'LMVW-5d: which of these labels have no plan in the delivery of their gemeente that counts now';
revoke all on function register.labels_zonder_plan(uuid[]) from public;
grant execute on function register.labels_zonder_plan(uuid[]) to lmvw_gemeente, lmvw_provincie;

create or replace view register.label_zonder_plan with (security_invoker = true) as
select
    label_id,
    gemeente_code,
    provincie_code,
    bron_plan_id,
    label,
    datum,
    reden,
    gemeente_geinformeerd_op
from register.label_actueel
where
    label_id = any(
        array(
            select weg.label_id
            from register.labels_zonder_plan(array(select alle.label_id from register.label_actueel as alle)) as weg (label_id)
        )
    );
comment on view register.label_zonder_plan is
'LMVW-5d: labels in force whose plan is not in the delivery of its gemeente that counts now';
comment on column register.label_zonder_plan.label_id is 'Row of register.label';
comment on column register.label_zonder_plan.gemeente_code is 'Gemeente of the plan';
comment on column register.label_zonder_plan.provincie_code is 'Provincie that labelled';
comment on column register.label_zonder_plan.bron_plan_id is 'GlobalID that is looked for';
comment on column register.label_zonder_plan.label is 'strijdig_5d or niet_beoordeeld_5e';
comment on column register.label_zonder_plan.datum is 'Day on which it was last laid';
comment on column register.label_zonder_plan.reden is 'Reason';
comment on column register.label_zonder_plan.gemeente_geinformeerd_op is 'Day on which the gemeente was told';

revoke all on register.label_zonder_plan from public;
grant select on register.label_zonder_plan to lmvw_gemeente, lmvw_provincie;

reset role;
