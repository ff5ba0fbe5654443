-- How well bronhouders deliver. The views filter with the rights of whoever asks: a gemeente sees itself, a provincie its gemeenten.
set local role woonkluis_eigenaar;

create or replace view register.kwaliteit with (security_invoker = true) as
with geteld as (
    select
        levering_id,
        count(*) filter (where ernst = 'blokkerend') as blokkerend,
        count(*) filter (where ernst = 'waarschuwing') as waarschuwing,
        count(*) filter (where ernst = 'info') as info,
        count(distinct regel_id) filter (where ernst <> 'info') as regels
    from register.bevinding
    group by levering_id
),

per_bronhouder as (
    select
        levering.bronhouder_code,
        levering.provincie_code,
        levering.peildatum,
        count(*) as leveringen,
        count(*) filter (where levering.status = 'afgekeurd') as afgekeurd,
        bool_or(levering.status = 'geaccepteerd') as geaccepteerd,
        min(levering.ontvangen_op) as eerste_ontvangst,
        -- What counts is what was accepted, and as long as that is nothing, the last attempt.
        (array_agg(levering.levering_id order by levering.status = 'geaccepteerd' desc, levering.levering_id desc))[1] as levering_id
    from register.levering
    where levering.regime = 'lmvw'
    group by levering.bronhouder_code, levering.provincie_code, levering.peildatum
)

select
    extract(year from per_bronhouder.peildatum)::integer as jaar,
    per_bronhouder.peildatum,
    per_bronhouder.provincie_code,
    per_bronhouder.bronhouder_code as gemeente_code,
    per_bronhouder.leveringen::integer as leveringen,
    per_bronhouder.afgekeurd::integer as afgekeurd,
    per_bronhouder.geaccepteerd,
    per_bronhouder.eerste_ontvangst,
    -- LMVW-10a, LMVW-10b: as the peildatum was opened. What was loaded for one that never was, had no moment to be on time for.
    per_bronhouder.eerste_ontvangst < peilmoment.extractie_op as op_tijd,
    per_bronhouder.levering_id,
    coalesce(geteld.blokkerend, 0)::integer as blokkerend,
    coalesce(geteld.waarschuwing, 0)::integer as waarschuwing,
    coalesce(geteld.info, 0)::integer as info,
    coalesce(geteld.regels, 0)::integer as regels
from per_bronhouder
left join register.peilmoment on peilmoment.regime = 'lmvw' and per_bronhouder.peildatum = peilmoment.peildatum
left join geteld on per_bronhouder.levering_id = geteld.levering_id;

comment on view register.kwaliteit is 'LMVW-2b, LMVW-2c, LMVW-4d: quality of what a gemeente delivered for a peildatum';
comment on column register.kwaliteit.jaar is 'Year of the peildatum';
comment on column register.kwaliteit.peildatum is 'Reference date';
comment on column register.kwaliteit.provincie_code is 'Provincie; null for a bronhouder that is no gemeente';
comment on column register.kwaliteit.gemeente_code is 'Bronhouder';
comment on column register.kwaliteit.leveringen is 'Number of deliveries';
comment on column register.kwaliteit.afgekeurd is 'How many of them were rejected';
comment on column register.kwaliteit.geaccepteerd is 'Whether one of them counts';
comment on column register.kwaliteit.eerste_ontvangst is 'Receipt of the first';
comment on column register.kwaliteit.op_tijd is
'Whether the first came before the extractiemoment; null for a date that was not opened as peildatum';
comment on column register.kwaliteit.levering_id is 'Delivery of which the findings are counted: the accepted one, or else the last';
comment on column register.kwaliteit.blokkerend is 'Blocking findings';
comment on column register.kwaliteit.waarschuwing is 'Warnings';
comment on column register.kwaliteit.info is 'Hints';
comment on column register.kwaliteit.regels is 'Number of different rules with a blocking finding or a warning';

create or replace view register.kwaliteit_regel with (security_invoker = true) as
select
    kwaliteit.jaar,
    kwaliteit.peildatum,
    kwaliteit.provincie_code,
    kwaliteit.gemeente_code,
    bevinding.regel_id,
    bevinding.artikel,
    bevinding.ernst,
    count(*)::integer as bevindingen
from register.kwaliteit
inner join register.bevinding on kwaliteit.levering_id = bevinding.levering_id
group by
    kwaliteit.jaar, kwaliteit.peildatum, kwaliteit.provincie_code, kwaliteit.gemeente_code, bevinding.regel_id, bevinding.artikel,
    bevinding.ernst;

comment on view register.kwaliteit_regel is 'LMVW-2b, LMVW-4d: findings per rule behind register.kwaliteit';
comment on column register.kwaliteit_regel.jaar is 'Year of the peildatum';
comment on column register.kwaliteit_regel.peildatum is 'Reference date';
comment on column register.kwaliteit_regel.provincie_code is 'Provincie';
comment on column register.kwaliteit_regel.gemeente_code is 'Bronhouder';
comment on column register.kwaliteit_regel.regel_id is 'Rule';
comment on column register.kwaliteit_regel.artikel is 'Article that asks for it';
comment on column register.kwaliteit_regel.ernst is 'blokkerend, waarschuwing or info';
comment on column register.kwaliteit_regel.bevindingen is 'Number of findings';

revoke all on register.kwaliteit, register.kwaliteit_regel from public;
grant select on register.kwaliteit, register.kwaliteit_regel to woonkluis_lader, lmvw_gemeente, lmvw_provincie, lmvw_beheer;

reset role;
