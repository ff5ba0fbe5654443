-- What a source counts of the woningen of a plan apart from woningtype and prijsklasse, or without saying which go together: marginals,
-- that are cells of no table and add up to the woningen of the plan only within their kenmerk.
set local role woonkluis_eigenaar;

create or replace view landing.lmvw_kenmerk with (security_invoker = true) as
select
    levering_id,
    rij,
    globalid,
    case soort when 'jaar' then jaartal end as jaartal,
    replace(groep, ' ', '_') as kenmerk,
    lower(categorie) as waarde_code,
    aantal as bouw
from landing.lmvw_categorie_aantal
where groep in ('betaalbaarheid', 'wonen en zorg', 'flexwoningen') and soort in ('jaar', 'gerealiseerd', 'planning') and aantal <> 0
union all
select
    blok.levering_id,
    blok.rij,
    blok.globalid,
    left(blok.einddatum, 4) as jaartal,
    'prijsklasse' as kenmerk,
    prijs.prijsklasse as waarde_code,
    prijs.aantal as bouw
from landing.lmvw_blok as blok
inner join landing.lmvw_blok_prijs as prijs on blok.levering_id = prijs.levering_id and blok.rij = prijs.rij
where blok.mutatie = 'bouw';

comment on view landing.lmvw_kenmerk is 'LMVW-5b: woningen of a plan by a kenmerk that the source counts apart: marginals, no cells';
comment on column landing.lmvw_kenmerk.levering_id is 'Delivery';
comment on column landing.lmvw_kenmerk.rij is 'Row in the source of the number';
comment on column landing.lmvw_kenmerk.globalid is 'Key of the plan';
comment on column landing.lmvw_kenmerk.jaartal is 'Year; null when none is named';
comment on column landing.lmvw_kenmerk.kenmerk is 'betaalbaarheid, wonen_en_zorg or flexwoningen (Zeeland), prijsklasse (DIWI)';
comment on column landing.lmvw_kenmerk.waarde_code is 'Value of the kenmerk, in words of the source; a price class by its limits';
comment on column landing.lmvw_kenmerk.bouw is 'Woningen built';

revoke all on landing.lmvw_kenmerk from public;
grant select on landing.lmvw_kenmerk to woonkluis_lader, woonkluis_bouwer;

reset role;
