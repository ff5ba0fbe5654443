-- What is agreed and declared at this moment, ready for rules, models and people.
set local role woonkluis_eigenaar;

create or replace view register.besluit_geldig with (security_invoker = true) as
select
    besluit_id,
    regime,
    soort,
    orgaan,
    gebied_soort,
    gebied_code,
    levering_id,
    regel_id,
    geldig_van,
    geldig_tot,
    besloten_op
from register.besluit
where uitkomst = 'toegewezen' and ingetrokken_op is null;
comment on view register.besluit_geldig is
'LMVW-9, LMVW-10, LMVW-17: what was granted and not withdrawn; compare geldig_van and geldig_tot with the peildatum';
comment on column register.besluit_geldig.besluit_id is 'Decision';
comment on column register.besluit_geldig.regime is 'lmvw or cwr';
comment on column register.besluit_geldig.soort is 'Kind, as in register.besluit';
comment on column register.besluit_geldig.orgaan is 'Who decided';
comment on column register.besluit_geldig.gebied_soort is 'gemeente, provincie or nederland';
comment on column register.besluit_geldig.gebied_code is 'Code of the area';
comment on column register.besluit_geldig.levering_id is 'Delivery it is about, if one';
comment on column register.besluit_geldig.regel_id is 'Rule from which it deviates, if one';
comment on column register.besluit_geldig.geldig_van is 'First day';
comment on column register.besluit_geldig.geldig_tot is 'Last day; null for no end';
comment on column register.besluit_geldig.besloten_op is 'Moment of the decision';

create or replace view register.label_actueel with (security_invoker = true) as
with laatste as (
    select distinct on (gemeente_code, register.label_sleutel(bron_plan_id), label) *
    from register.label
    order by gemeente_code asc, register.label_sleutel(bron_plan_id) asc, label asc, vastgelegd_op desc
)

select
    label_id,
    gemeente_code,
    provincie_code,
    bron_plan_id,
    label,
    datum,
    reden,
    gemeente_geinformeerd_op,
    door,
    vastgelegd_op
from laatste
where gebeurtenis = 'gelegd';
comment on view register.label_actueel is 'LMVW-5d, LMVW-5e: labels in force';
comment on column register.label_actueel.label_id is 'Row of register.label';
comment on column register.label_actueel.gemeente_code is 'Gemeente of the plan';
comment on column register.label_actueel.provincie_code is 'Provincie that labelled';
comment on column register.label_actueel.bron_plan_id is 'GlobalID of the plan';
comment on column register.label_actueel.label is 'strijdig_5d or niet_beoordeeld_5e';
comment on column register.label_actueel.datum is 'Day on which it was last laid';
comment on column register.label_actueel.reden is 'Reason';
comment on column register.label_actueel.gemeente_geinformeerd_op is 'Day on which the gemeente was told';
comment on column register.label_actueel.door is 'Login';
comment on column register.label_actueel.vastgelegd_op is 'Moment of writing';

create or replace view register.bijlage_actueel with (security_invoker = true) as
select distinct on (levering_id)
    levering_id,
    bijlage_id,
    verklaring
from register.bijlage
order by levering_id asc, ontvangen_op desc;
comment on view register.bijlage_actueel is 'LMVW-6a, LMVW-8, LMVW-9: the verklaring that counts for a delivery';
comment on column register.bijlage_actueel.levering_id is 'Delivery';
comment on column register.bijlage_actueel.bijlage_id is 'Row of register.bijlage';
comment on column register.bijlage_actueel.verklaring is 'As declared';

create or replace view register.verklaring_gecommuniceerd with (security_invoker = true) as
select
    bijlage.levering_id,
    plan.globalid
from register.bijlage_actueel as bijlage
cross join lateral jsonb_array_elements_text(bijlage.verklaring -> 'gecommuniceerd') as plan (globalid);
comment on view register.verklaring_gecommuniceerd is
'LMVW-6a: plans of which the gemeente declares that all their kenmerken have been communicated to omwonenden';
comment on column register.verklaring_gecommuniceerd.levering_id is 'Delivery';
comment on column register.verklaring_gecommuniceerd.globalid is 'GlobalID as declared';

-- A with-clause, so that nobody can even try to update through the view.
create or replace view register.keuze_8 with (security_invoker = true) as
with gekozen as (
    select
        levering_id,
        bronhouder_code as gemeente_code,
        peildatum
    from register.levering
    where aggregeren_door_provincie
)

select * from gekozen;
comment on view register.keuze_8 is
'LMVW-8: deliveries of which beheer gets the confidential plans as one sum';
comment on column register.keuze_8.levering_id is 'Delivery';
comment on column register.keuze_8.gemeente_code is 'Gemeente that chose so';
comment on column register.keuze_8.peildatum is 'Reference date';

create or replace view register.optelling_9 with (security_invoker = true) as
select
    bijlage.levering_id,
    plan.optelling ->> 'globalid' as globalid,
    deel.volgnummer,
    deel.waarden ->> 'naam' as naam,
    (deel.waarden ->> 'bruto')::integer as bruto
from register.bijlage_actueel as bijlage
cross join lateral jsonb_array_elements(bijlage.verklaring -> 'optelling') as plan (optelling)
cross join lateral jsonb_array_elements(plan.optelling -> 'delen') with ordinality as deel (waarden, volgnummer);
comment on view register.optelling_9 is 'LMVW-9: small plans that a gemeente summed to one, as it declares';
comment on column register.optelling_9.levering_id is 'Delivery';
comment on column register.optelling_9.globalid is 'GlobalID of the sum in the file';
comment on column register.optelling_9.volgnummer is 'Place of the part in the verklaring';
comment on column register.optelling_9.naam is 'Name of the small plan; may be confidential';
comment on column register.optelling_9.bruto is 'Bruto additions of the small plan (woningen)';

create or replace view register.te_laat with (security_invoker = true) as
select
    levering.levering_id,
    levering.bronhouder_code,
    levering.provincie_code,
    levering.peildatum,
    levering.ontvangen_op,
    peilmoment.bevroren_op
from register.levering
inner join register.peilmoment on levering.regime = peilmoment.regime and levering.peildatum = peilmoment.peildatum
where
    levering.status = 'gecontroleerd'
    and levering.ontvangen_op > peilmoment.bevroren_op
    and not exists (
        select from register.besluit
        where
            besluit.levering_id = levering.levering_id
            and besluit.soort = 'correctie_10'
            and besluit.ingetrokken_op is null
    );
comment on view register.te_laat is
'LMVW-10: checked deliveries received after their peildatum was frozen, on which nobody has decided (correctie_10)';
comment on column register.te_laat.levering_id is 'Delivery';
comment on column register.te_laat.bronhouder_code is 'CBS gemeentecode';
comment on column register.te_laat.provincie_code is 'Its provincie';
comment on column register.te_laat.peildatum is 'Reference date';
comment on column register.te_laat.ontvangen_op is 'Moment of receipt';
comment on column register.te_laat.bevroren_op is 'Moment of freezing';

create or replace view register.volledigheid with (security_invoker = true) as
select
    verwacht.peildatum,
    peilmoment.naam,
    verwacht.provincie_code,
    verwacht.bronhouder_code as gemeente_code,
    case
        when bool_or(levering.status = 'geaccepteerd') then 'geaccepteerd'
        when bool_or(levering.status in ('ontvangen', 'gelezen', 'gecontroleerd')) then 'in_behandeling'
        when bool_or(levering.status = 'afgekeurd') then 'afgekeurd'
        else 'niet_geleverd'
    end as stand,
    count(levering.levering_id)::integer as leveringen_aantal,
    max(levering.ontvangen_op) as laatst_ontvangen_op,
    peilmoment.extractie_op,
    peilmoment.bevroren_op
from register.peilmoment_bronhouder as verwacht
inner join register.peilmoment on verwacht.regime = peilmoment.regime and verwacht.peildatum = peilmoment.peildatum
left join register.levering
    on
        verwacht.regime = levering.regime
        and verwacht.peildatum = levering.peildatum
        and verwacht.bronhouder_code = levering.bronhouder_code
group by
    verwacht.peildatum,
    peilmoment.naam,
    verwacht.provincie_code,
    verwacht.bronhouder_code,
    peilmoment.extractie_op,
    peilmoment.bevroren_op;
comment on view register.volledigheid is 'LMVW-10, LMVW-7a: per peildatum which gemeenten delivered';
comment on column register.volledigheid.peildatum is 'Reference date';
comment on column register.volledigheid.naam is 'voorjaarslevering or najaarslevering';
comment on column register.volledigheid.provincie_code is 'Provincie';
comment on column register.volledigheid.gemeente_code is 'Gemeente that is expected to deliver';
comment on column register.volledigheid.stand is 'geaccepteerd, in_behandeling, afgekeurd or niet_geleverd';
comment on column register.volledigheid.leveringen_aantal is 'Number of deliveries, also rejected and replaced ones';
comment on column register.volledigheid.laatst_ontvangen_op is 'Moment of the last receipt';
comment on column register.volledigheid.extractie_op is 'When deliveries are due';
comment on column register.volledigheid.bevroren_op is 'When the peildatum was frozen; null while it is open';

revoke all on
register.besluit_geldig, register.label_actueel, register.bijlage_actueel, register.verklaring_gecommuniceerd,
register.keuze_8, register.optelling_9, register.te_laat, register.volledigheid
from public;
grant select on
register.besluit_geldig, register.label_actueel, register.bijlage_actueel, register.verklaring_gecommuniceerd,
register.keuze_8, register.optelling_9
to woonkluis_lader, woonkluis_bouwer;
grant select on register.te_laat, register.volledigheid to woonkluis_lader;
grant select on register.label_actueel, register.keuze_8, register.te_laat, register.volledigheid, register.besluit_geldig
to lmvw_gemeente, lmvw_provincie, lmvw_beheer;
grant select on register.besluit_geldig to lmvw_stuurgroep;
grant select on register.bijlage_actueel, register.verklaring_gecommuniceerd, register.optelling_9
to lmvw_gemeente, lmvw_provincie;

reset role;
