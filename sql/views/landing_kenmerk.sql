-- What a source counts of the woningen of a plan apart from woningtype and prijsklasse, or without saying which go together: marginals,
-- that are cells of no table and add up to the woningen of the plan only within their kenmerk.
set local role woonkluis_eigenaar;

create or replace view landing.lmvw_kenmerk with (security_invoker = true) as
with plan as (
    select
        veld.levering_id,
        veld.rij,
        landing.plan_sleutel(
            veld.globalid, veld.plannaam, veld.rij, levering.bron,
            count(*) over (partition by veld.levering_id, lower(btrim(veld.plannaam)))
        ) as globalid,
        veld.aantal_nultreden_woningen,
        veld.aantal_geclusterde_woningen,
        veld.aantal_zorggeschikte_woningen,
        veld.aantal_tijdelijke_woningen,
        -- In a file of the basisset a column of such a name is nobody's: kept, not used.
        case when levering.bron <> 'basisset' then coalesce(veld.aantal_studentenwoningen, veld.ph_short2) end as aantal_studentenwoningen,
        veld.onzelfstandige_wooneenheden,
        veld.aantal_huurwoningen_corporatie,
        case when levering.bron <> 'basisset' then veld.ph_short3 end as aantal_sociale_huur_corporatie,
        veld.aantal_middenhuur_corporatie
    from landing.lmvw_planregistratie_veld as veld
    inner join landing.lmvw_levering_bron as levering on veld.levering_id = levering.levering_id
)

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
where blok.mutatie = 'bouw'
union all
-- Counts of a plan that overlap: each is a kenmerk of its own. A delivered zero is no unknown, so it stays.
select
    plan.levering_id,
    plan.rij,
    plan.globalid,
    null as jaartal,
    deel.kenmerk,
    'ja' as waarde_code,
    landing.getal(deel.aantal) as bouw
from plan
cross join
    lateral (
        values
        ('nultreden', plan.aantal_nultreden_woningen),
        ('geclusterd', plan.aantal_geclusterde_woningen),
        ('zorggeschikt', plan.aantal_zorggeschikte_woningen),
        ('tijdelijk', plan.aantal_tijdelijke_woningen),
        ('studentenwoning', plan.aantal_studentenwoningen),
        ('onzelfstandig', plan.onzelfstandige_wooneenheden),
        ('huur_corporatie', plan.aantal_huurwoningen_corporatie),
        ('sociale_huur_corporatie', plan.aantal_sociale_huur_corporatie),
        ('middenhuur_corporatie', plan.aantal_middenhuur_corporatie)
    ) as deel (kenmerk, aantal)
where landing.getal(deel.aantal) is not null;

comment on view landing.lmvw_kenmerk is 'LMVW-5b: woningen of a plan by a kenmerk that the source counts apart: marginals, no cells';
comment on column landing.lmvw_kenmerk.levering_id is 'Delivery';
comment on column landing.lmvw_kenmerk.rij is 'Row in the source of the number';
comment on column landing.lmvw_kenmerk.globalid is 'Key of the plan';
comment on column landing.lmvw_kenmerk.jaartal is 'Year; null when none is named';
comment on column landing.lmvw_kenmerk.kenmerk is
'betaalbaarheid, wonen_en_zorg or flexwoningen (Zeeland), prijsklasse (DIWI); others are counts of the whole plan that overlap';
comment on column landing.lmvw_kenmerk.waarde_code is
'Value of the kenmerk, in words of the source; a price class by its limits; ja for a count of the plan';
comment on column landing.lmvw_kenmerk.bouw is 'Woningen built; of corporaties in Zuid-Holland less those demolished, as delivered';

revoke all on landing.lmvw_kenmerk from public;
grant select on landing.lmvw_kenmerk to woonkluis_lader, woonkluis_bouwer;

reset role;
