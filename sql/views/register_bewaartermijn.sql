-- WIV-R.1 to WIV-R.5: what may no longer be kept, and erasing it. Only these functions erase; they take no day from who calls them.
set local role woonkluis_eigenaar;

create or replace function register.termijn(regel text, dag date) returns interval
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
select t.termijn from register.bewaartermijn as t
where t.regel_id = termijn.regel and t.geldig_van <= dag
order by t.geldig_van desc
limit 1
$$;
comment on function register.termijn(text, date) is 'WIV-R.1 to WIV-R.5: the term of a rule on a day; null before the first';

-- Messages that counted, in the order in which they were applied; `weg_op` is when a message as a whole gave way.
create or replace function register.toegepast() returns table (
    levering_id bigint, bronhouder_code text, plaats bigint, besloten_op timestamptz, weg_op timestamptz
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
with bericht as (
    select l.levering_id, l.bronhouder_code, l.besloten_op, l.vervangen_door, l.reeks, l.status, l.volgnummer
    from register.levering as l
    where l.regime = 'cwr' and l.besloten_op is not null
        and (l.reeks is not null or (l.volgnummer is null and l.status in ('geaccepteerd', 'vervangen', 'ingetrokken')))
)
select
    b.levering_id,
    b.bronhouder_code,
    row_number() over (partition by b.bronhouder_code order by b.besloten_op, b.levering_id),
    b.besloten_op,
    case
        when b.status = 'geaccepteerd' and a.levering_id is not null then null
        else coalesce(door.besloten_op, lead(b.besloten_op) over (partition by b.bronhouder_code order by b.besloten_op, b.levering_id),
            b.besloten_op)
    end
from bericht as b
left join register.levering as door on b.vervangen_door = door.levering_id
left join register.levering_actueel as a on b.levering_id = a.levering_id
$$;
comment on function register.toegepast() is 'WIV-5.1: messages that counted, in order, and when each gave way as a whole';

create or replace function register.vervallen_sleutels(dag date) returns table (
    levering_id bigint, sleutel_soort text, sleutel text, regel_id text
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
with toegepast as materialized (
    select * from register.toegepast()
),

-- When a later message spoke of the same woning.
genoemd as materialized (
    select
        t.levering_id,
        t.bronhouder_code,
        t.plaats,
        w.woonmaatschappij_woning_id,
        w.geleverd,
        least(
            lead(t.besloten_op) over (partition by t.bronhouder_code, w.woonmaatschappij_woning_id order by t.plaats, w.geleverd desc),
            t.weg_op
        ) as vervangen_op
    from toegepast as t
    inner join (
        select v.levering_id, v.woonmaatschappij_woning_id, true as geleverd from landing.cwr_woning_veld as v
        union all
        select v.levering_id, v.woonmaatschappij_woning_id, false from landing.cwr_verwijderde_woning_veld as v
    ) as w on t.levering_id = w.levering_id
),

versie as (
    select g.levering_id, g.bronhouder_code, g.plaats, g.vervangen_op, 'contractnummer' as soort, h.contractnummer as sleutel,
        coalesce(landing.datum(e.effectief_op), landing.datum(h.einddatum)) as einde
    from genoemd as g
    inner join landing.cwr_huurovereenkomst_veld as h
        on g.levering_id = h.levering_id and g.woonmaatschappij_woning_id = h.woonmaatschappij_woning_id
    left join lateral (
        select max(x.effectief_op) as effectief_op from landing.cwr_huureinde_veld as x
        where x.levering_id = h.levering_id and x.contractnummer = h.contractnummer and h.einddatum is null
    ) as e on h.einddatum is null
    where g.geleverd
    union all
    select g.levering_id, g.bronhouder_code, g.plaats, g.vervangen_op, 'hoofdcontractnummer', h.hoofdcontractnummer,
        landing.datum(h.einddatum)
    from genoemd as g
    inner join landing.cwr_hoofdhuurovereenkomst_veld as h
        on g.levering_id = h.levering_id and g.woonmaatschappij_woning_id = h.woonmaatschappij_woning_id
    where g.geleverd
    union all
    select g.levering_id, g.bronhouder_code, g.plaats, g.vervangen_op, 'woonmaatschappij_woning_id', g.woonmaatschappij_woning_id, null
    from genoemd as g
),

gewogen as (
    select
        v.*,
        v.plaats = max(v.plaats) over bron as is_laatste,
        -- The last message in which it stood says when it ended. While that counts and names no end, it is open and never expires.
        first_value(coalesce(v.einde, v.vervangen_op::date)) over (bron order by v.plaats desc) as geeindigd_op
    from versie as v
    window bron as (partition by v.bronhouder_code, v.soort, v.sleutel)
),

vervallen as (
    select w.levering_id, w.soort, w.sleutel,
        case
            when w.geeindigd_op + register.termijn(
                case w.soort when 'hoofdcontractnummer' then 'WIV-R.1_eigenaar' else 'WIV-R.1_huurovereenkomst' end, dag
            ) <= dag
                then case w.soort when 'hoofdcontractnummer' then 'WIV-R.1_eigenaar' else 'WIV-R.1_huurovereenkomst' end
            when not w.is_laatste and w.vervangen_op + register.termijn('WIV-R.3_vervangen', dag) <= dag then 'WIV-R.3_vervangen'
        end as regel
    from gewogen as w
    union all
    select l.levering_id, 'levering', '', 'WIV-R.5_niet_toegepast'
    from register.levering as l
    where
        l.regime = 'cwr' and l.reeks is null and l.volgnummer is not null and l.status in ('afgekeurd', 'vervangen')
        and l.besloten_op + register.termijn('WIV-R.5_niet_toegepast', dag) <= dag
    union all
    select l.levering_id, 'levering', '', 'WIV-R.5_niet_toegepast'
    from register.levering as l
    where
        l.regime = 'cwr' and l.volgnummer is null and l.status = 'afgekeurd'
        and l.besloten_op + register.termijn('WIV-R.5_niet_toegepast', dag) <= dag
)

select distinct on (v.levering_id, v.soort, v.sleutel) v.levering_id, v.soort, v.sleutel, v.regel
from vervallen as v
where v.regel is not null
order by v.levering_id, v.soort, v.sleutel, v.regel
$$;
comment on function register.vervallen_sleutels(date) is
'WIV-R.1, WIV-R.3, WIV-R.5: keys of landed records whose term has passed on a day; open leases never have';

-- Which landing tables hold records under a key: read from the catalog, so that a new kind of record is not forgotten.
create or replace function register.tabellen_met(soort text) returns setof name
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
select t.relname
from pg_class as t
where
    t.relnamespace = 'landing'::regnamespace and t.relkind = 'r' and t.relname ~ '^cwr_'
    and (
        soort = 'levering'
        or exists (
            select from pg_attribute as a
            where a.attrelid = to_regclass('landing.' || t.relname || '_veld') and a.attname = soort
        )
    )
    -- A record belongs to the innermost: of a lease rather than of its woning or head lease.
    and (
        soort in ('contractnummer', 'levering')
        or not exists (
            select from pg_attribute as a
            where
                a.attrelid = to_regclass('landing.' || t.relname || '_veld')
                and a.attname = any(case soort when 'hoofdcontractnummer' then '{contractnummer}' else '{contractnummer,hoofdcontractnummer}' end::name[])
        )
    )
order by t.relname
$$;
comment on function register.tabellen_met(text) is 'WIV-R.1: landing tables whose records go with a key of this kind';

create or replace function register.tel_vervallen(dag date) returns table (regel_id text, relatie text, aantal bigint)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    soort text;
    tabel name;
begin
    create temporary table vervallen on commit drop as select * from register.vervallen_sleutels(dag);
    foreach soort in array array['contractnummer', 'hoofdcontractnummer', 'woonmaatschappij_woning_id', 'levering']
    loop
        for tabel in select register.tabellen_met(soort)
        loop
            return query execute format(
                'select v.regel_id, %L, count(*) from landing.%I as l inner join pg_temp.vervallen as v '
                'on l.levering_id = v.levering_id and v.sleutel_soort = %L and v.sleutel = coalesce(l.waarden ->> %L, '''') '
                'group by v.regel_id', 'landing.' || tabel, tabel, soort, soort
            );
        end loop;
    end loop;
    drop table pg_temp.vervallen;
end
$$;
comment on function register.tel_vervallen(date) is 'WIV-R.1, WIV-R.3, WIV-R.5: dry run: how many records would go per rule and relation';

create or replace function register.plan_wissing() returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gepland bigint;
begin
    delete from register.te_wissen where true;
    insert into register.te_wissen (levering_id, sleutel_soort, sleutel, regel_id)
    select v.levering_id, v.sleutel_soort, v.sleutel, v.regel_id from register.vervallen_sleutels(current_date) as v;
    get diagnostics gepland = row_count;
    return gepland;
end
$$;
comment on function register.plan_wissing() is 'WIV-R.1: writes down what must go today; returns the number of keys';

-- One bounded piece of the work: some records of one delivery in one table. Returns how many went; 0 when there are no more.
create or replace function register.wis(tabel name, van_levering bigint, soort text, hoogstens integer) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gewist bigint := 0;
    een record;
begin
    if tabel <> all(array(select register.tabellen_met(soort))) then
        raise exception 'no records of % go with a %', tabel, soort using errcode = 'check_violation';
    end if;
    for een in execute format(
        'with doel as materialized ('
        'select l.rij, t.regel_id from landing.%1$I as l inner join register.te_wissen as t '
        'on l.levering_id = t.levering_id and t.sleutel_soort = $2 and t.sleutel = coalesce(l.waarden ->> $2, '''') '
        'where l.levering_id = $1 limit $3), '
        'weg as (delete from landing.%1$I as l using doel where l.levering_id = $1 and l.rij = doel.rij returning doel.regel_id) '
        'select weg.regel_id, count(*) as aantal from weg group by weg.regel_id', tabel
    ) using van_levering, soort, hoogstens
    loop
        insert into register.wissing (regel_id, relatie, levering_id, aantal)
        values (een.regel_id, 'landing.' || tabel, van_levering, een.aantal);
        gewist := gewist + een.aantal;
    end loop;
    return gewist;
end
$$;
comment on function register.wis(name, bigint, text, integer) is
'WIV-R.1, WIV-R.3, WIV-R.5: erases records that are planned, at most so many, and records rule, relation and count';

create or replace function register.wis_waarden(hoogstens integer) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gewist bigint;
begin
    with doel as (
        select v.bevinding_id
        from register.bevinding as v
        inner join register.levering as l on v.levering_id = l.levering_id
        where
            v.waarde is not null and l.regime = 'cwr'
            and l.besloten_op + register.termijn('WIV-R.5_bevinding', current_date) <= current_date
        limit hoogstens
    ),

    weg as (
        update register.bevinding as v set waarde = null
        from doel
        where v.bevinding_id = doel.bevinding_id
        returning v.bevinding_id
    )

    select count(*) into gewist from weg;
    if gewist > 0 then
        insert into register.wissing (regel_id, relatie, aantal) values ('WIV-R.5_bevinding', 'register.bevinding', gewist);
    end if;
    return gewist;
end
$$;
comment on function register.wis_waarden(integer) is 'WIV-R.5: takes delivered values out of old findings, at most so many; returns how many';

-- WIV-R.5: a sealed message holds all that came with it, so it goes when its own term has passed, and before that as soon as anything of it was
-- erased or was refused for its age. Bytes that were delivered more than once go when that holds for each time.
create or replace function register.vervallen_berichten(dag date) returns table (regel_id text, levering_id bigint, sha256 text, genoteerd boolean)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
with bericht as (
    select
        l.levering_id,
        l.bestand_sha256,
        case
            when l.besloten_op is null then null
            when exists (select from register.wissing as w where w.levering_id = l.levering_id and w.relatie ~ '^landing\.')
                then 'WIV-R.1_huurovereenkomst'
            when exists (select from register.bevinding as v where v.levering_id = l.levering_id and v.regel_id = 'LEES-BEWAARTERMIJN')
                then 'WIV-R.2_aanslagbiljet'
            when l.besloten_op + register.termijn('WIV-R.5_bericht', dag) <= dag then 'WIV-R.5_bericht'
        end as regel
    from register.levering as l
    where l.regime = 'cwr'
)

select
    min(b.regel),
    max(b.levering_id),
    b.bestand_sha256,
    bool_or(exists (select from register.wissing as w where w.levering_id = b.levering_id and w.relatie = 'opslag/verzegeld'))
from bericht as b
group by b.bestand_sha256
having bool_and(b.regel is not null)
$$;
comment on function register.vervallen_berichten(date) is
'WIV-R.5: sealed messages that must go on a day, with the rule; genoteerd: it was recorded already';

create or replace function register.noteer_bericht_gewist(van_levering bigint) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into register.wissing (regel_id, relatie, levering_id, aantal)
    select v.regel_id, 'opslag/verzegeld', v.levering_id, 1
    from register.vervallen_berichten(current_date) as v
    where v.levering_id = van_levering;
end
$$;
comment on function register.noteer_bericht_gewist(bigint) is 'WIV-R.5: records that a sealed message was erased; only one that must go';

revoke all on function
register.termijn(text, date), register.toegepast(), register.vervallen_sleutels(date), register.tabellen_met(text),
register.tel_vervallen(date), register.plan_wissing(), register.wis(name, bigint, text, integer), register.wis_waarden(integer),
register.vervallen_berichten(date), register.noteer_bericht_gewist(bigint)
from public;
grant execute on function
register.termijn(text, date), register.tabellen_met(text), register.tel_vervallen(date), register.plan_wissing(),
register.wis(name, bigint, text, integer), register.wis_waarden(integer), register.vervallen_berichten(date),
register.noteer_bericht_gewist(bigint)
to woonkluis_lader;

reset role;
