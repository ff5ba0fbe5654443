-- WIV-R.1 to WIV-R.5: what may no longer be kept, and erasing it. Runs after register_bericht_termijn.sql, which has the terms. Only these
-- functions and those of register_wissen.sql erase; they take no day from who calls them.
set local role woonkluis_eigenaar;

-- One run at a time: whoever holds the first row of the terms, until the end of its transaction. Not an advisory lock: the loader
-- may take none (sql/policies/catalogus.sql).
create or replace function register.bewaren_alleen() returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform
    from register.bewaartermijn as t
    where (t.regel_id, t.geldig_van) = (
        select e.regel_id, e.geldig_van from register.bewaartermijn as e
        order by e.regel_id, e.geldig_van
        limit 1
    )
    for update skip locked;
    return found;
end
$$;
comment on function register.bewaren_alleen() is
'WIV-R.1: whether this transaction is the one that may erase; it holds that until its end';

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

-- Every woning that a message speaks of, also where the row of the woning itself is gone already.
gesproken as (
    select v.levering_id, v.woonmaatschappij_woning_id, true as geleverd from landing.cwr_woning_veld as v
    union
    select v.levering_id, v.woonmaatschappij_woning_id, true from landing.cwr_huurovereenkomst_veld as v
    union
    select v.levering_id, v.woonmaatschappij_woning_id, true from landing.cwr_hoofdhuurovereenkomst_veld as v
    union
    select v.levering_id, v.woonmaatschappij_woning_id, false from landing.cwr_verwijderde_woning_veld as v
),

genoemd as materialized (
    select
        t.levering_id,
        t.bronhouder_code,
        t.plaats,
        t.besloten_op,
        w.woonmaatschappij_woning_id,
        w.geleverd,
        a.levering_id is not null as afgezonderd,
        -- WIV-7.1: what is set aside replaces nothing, and what goes on counting meanwhile gives way with the last snapshot of which it does.
        least(
            lead(t.besloten_op) over (
                partition by t.bronhouder_code, w.woonmaatschappij_woning_id, a.levering_id is not null
                order by t.plaats
            ),
            case when b.plaats is null then t.weg_op else b.weg_op end
        ) as vervangen_op
    from toegepast as t
    inner join (
        -- A message that delivers a woning and takes it away contradicts itself: then it stays.
        select
            g.levering_id,
            g.woonmaatschappij_woning_id,
            bool_or(g.geleverd) as geleverd
        from gesproken as g
        group by g.levering_id, g.woonmaatschappij_woning_id
    ) as w on t.levering_id = w.levering_id
    left join (
        select distinct
            z.levering_id,
            z.woonmaatschappij_woning_id
        from register.afgezonderd as z
    ) as a on w.levering_id = a.levering_id and w.woonmaatschappij_woning_id = a.woonmaatschappij_woning_id
    left join (
        select distinct on (z.uit_levering_id, z.woonmaatschappij_woning_id)
            z.uit_levering_id,
            z.woonmaatschappij_woning_id,
            s.plaats,
            s.weg_op
        from register.blijvend as z
        inner join toegepast as s on z.levering_id = s.levering_id
        order by z.uit_levering_id, z.woonmaatschappij_woning_id, s.plaats desc
    ) as b on w.levering_id = b.uit_levering_id and w.woonmaatschappij_woning_id = b.woonmaatschappij_woning_id
),

versie as (
    select
        g.*,
        'contractnummer' as soort,
        h.contractnummer as sleutel,
        -- An end before the begin is a typing error: it ends nothing, and erases nothing.
        coalesce(
            landing.datum(h.einddatum),
            case when landing.datum(e.effectief_op) >= landing.datum(h.begindatum) then landing.datum(e.effectief_op) end
        ) as einde
    from genoemd as g
    inner join landing.cwr_huurovereenkomst_veld as h
        on g.levering_id = h.levering_id and g.woonmaatschappij_woning_id = h.woonmaatschappij_woning_id
    left join (
        select
            x.levering_id,
            x.contractnummer,
            -- An opzeg that was started after the last that took effect, and has no such day itself, tells that the lease went on.
            case
                when max(x.opgestart_op) filter (where x.effectief_op is null) > max(x.effectief_op) then null
                else max(x.effectief_op)
            end as effectief_op
        from landing.cwr_huureinde_veld as x
        group by x.levering_id, x.contractnummer
    ) as e on h.levering_id = e.levering_id and h.contractnummer = e.contractnummer
    union all
    select
        g.*,
        'hoofdcontractnummer',
        -- Two woningen may have head leases of one number.
        concat_ws(chr(31), h.woonmaatschappij_woning_id, h.hoofdcontractnummer),
        landing.datum(h.einddatum)
    from genoemd as g
    inner join landing.cwr_hoofdhuurovereenkomst_veld as h
        on g.levering_id = h.levering_id and g.woonmaatschappij_woning_id = h.woonmaatschappij_woning_id
    union all
    select
        g.*,
        'woonmaatschappij_woning_id',
        g.woonmaatschappij_woning_id,
        null
    from genoemd as g
    where g.geleverd
),

opgevolgd as (
    select
        v.levering_id,
        v.bronhouder_code,
        v.plaats,
        v.besloten_op,
        v.soort,
        v.sleutel,
        v.einde,
        v.einde is distinct from lag(v.einde) over (bron order by v.plaats) as is_nieuw_einde,
        v.plaats = max(v.plaats) over bron as is_laatste,
        -- A lease that moved to another woning is replaced by the message in which it moved.
        least(v.vervangen_op, lead(v.besloten_op) over (bron order by v.plaats)) as vervangen_op
    from versie as v
    where not v.afgezonderd
    window bron as (partition by v.bronhouder_code, v.soort, v.sleutel)
),

gewogen as (
    select
        o.*,
        -- The last message in which it stood says when it ended. While that counts and names no end, it is open and never expires.
        first_value(coalesce(o.einde, o.vervangen_op::date)) over (
            partition by o.bronhouder_code, o.soort, o.sleutel
            order by o.plaats desc
        ) as geeindigd_op,
        -- Since when that end is told without interruption. One wrong digit may not erase a lease before its sender could repair it.
        max(o.besloten_op) filter (where o.is_nieuw_einde) over (partition by o.bronhouder_code, o.soort, o.sleutel) as bekend_op
    from opgevolgd as o
),

term as materialized (
    select
        register.termijn('WIV-R.1_huurovereenkomst', dag) as huur,
        register.termijn('WIV-R.1_eigenaar', dag) as eigenaar,
        register.termijn('WIV-R.1_bekend', dag) as bekend,
        register.termijn('WIV-R.3_vervangen', dag) as vervangen,
        register.termijn('WIV-R.5_niet_toegepast', dag) as niet_toegepast,
        register.termijn('WIV-R.5_afgezonderd', dag) as afgezonderd
),

vervallen as (
    select
        w.levering_id,
        w.soort,
        w.sleutel,
        case
            when bekend.is_lang_genoeg and w.soort = 'hoofdcontractnummer' and w.geeindigd_op + term.eigenaar <= dag then 'WIV-R.1_eigenaar'
            when bekend.is_lang_genoeg and w.soort <> 'hoofdcontractnummer' and w.geeindigd_op + term.huur <= dag
                then 'WIV-R.1_huurovereenkomst'
            when not w.is_laatste and w.vervangen_op + term.vervangen <= dag then 'WIV-R.3_vervangen'
        end as regel
    from gewogen as w
    cross join term
    cross join lateral (select coalesce(w.bekend_op + term.bekend <= dag, true) as is_lang_genoeg) as bekend
    union all
    -- WIV-7.1: of what was set aside nothing was made. A number that another woning of the message has too keeps to the term of that one.
    select
        v.levering_id,
        v.soort,
        v.sleutel,
        case
            when v.soort = 'contractnummer' and v.einde + term.huur <= dag and v.besloten_op + term.bekend <= dag
                then 'WIV-R.1_huurovereenkomst'
            when v.besloten_op + term.afgezonderd <= dag then 'WIV-R.5_afgezonderd'
        end
    from versie as v
    cross join term
    where
        v.afgezonderd
        and not exists (
            select from versie as ander
            where
                not ander.afgezonderd and ander.levering_id = v.levering_id and ander.soort = v.soort
                and ander.sleutel = v.sleutel
        )
    union all
    select
        l.levering_id,
        'levering',
        '',
        'WIV-R.5_niet_toegepast'
    from register.levering as l
    cross join term
    where
        l.regime = 'cwr'
        and l.besloten_op + term.niet_toegepast <= dag
        and l.reeks is null
        and (l.status = 'afgekeurd' or (l.status = 'vervangen' and l.volgnummer is not null))
    union all
    -- Rejected because nobody decided: that term has passed already. Of a day to come, also what is still undecided.
    select l.levering_id, 'levering', '', register.onbeslist_regel(l.levering_id)
    from register.levering as l
    where l.regime = 'cwr' and l.status = 'afgekeurd'
    union all
    select o.levering_id, 'levering', '', o.regel_id
    from register.onbeslist(dag) as o
    where dag > current_date
)

select distinct on (v.levering_id, v.soort, v.sleutel) v.levering_id, v.soort, v.sleutel, v.regel
from vervallen as v
where v.regel is not null
order by v.levering_id, v.soort, v.sleutel, v.regel
$$;
comment on function register.vervallen_sleutels(date) is
'WIV-R.1, WIV-R.3, WIV-R.5: keys of landed records whose term has passed on a day; open leases that count never have';

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
                and (a.attname = 'contractnummer' or (a.attname = 'hoofdcontractnummer' and soort <> 'hoofdcontractnummer'))
        )
    )
order by t.relname
$$;
comment on function register.tabellen_met(text) is 'WIV-R.1: landing tables whose records go with a key of this kind';

create or replace function register.plan_wissing(dag date) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gepland bigint;
begin
    -- Of a key that a killed run began, the record that told when the lease ended may be gone: it stays planned. The rest is judged anew: a
    -- message that came since may have taken the ground away.
    delete from register.te_wissen as t where t.begonnen_op is null;
    insert into register.te_wissen (levering_id, sleutel_soort, sleutel, regel_id, dag)
    select v.levering_id, v.sleutel_soort, v.sleutel, v.regel_id, plan_wissing.dag
    from register.vervallen_sleutels(plan_wissing.dag) as v
    on conflict (levering_id, sleutel_soort, sleutel) do nothing;
    get diagnostics gepland = row_count;
    return gepland;
end
$$;
comment on function register.plan_wissing(date) is
'WIV-R.1: writes down which keys must go on a day; returns how many no run began with. What is planned for a day to come is not erased';

create or replace function register.sleutel_van(soort text) returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
return case soort
    when 'hoofdcontractnummer'
        then 'concat_ws(chr(31), l.waarden ->> ''woonmaatschappij_woning_id'', l.waarden ->> ''hoofdcontractnummer'')'
    when 'levering' then ''''''
    else format('coalesce(l.waarden ->> %L, '''')', soort)
end;
comment on function register.sleutel_van(text) is 'WIV-R.1: expression of the key of a landed record l, as the plan has it';

create or replace function register.tel_wissing() returns table (regel_id text, relatie text, aantal bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    soort text;
    tabel name;
begin
    foreach soort in array array['contractnummer', 'hoofdcontractnummer', 'woonmaatschappij_woning_id', 'levering']
    loop
        for tabel in select register.tabellen_met(soort)
        loop
            return query execute format(
                'select t.regel_id, %L::text, count(*) from landing.%I as l inner join register.te_wissen as t '
                'on l.levering_id = t.levering_id and t.sleutel_soort = %L and t.sleutel = %s '
                'group by t.regel_id', 'landing.' || tabel, tabel, soort, register.sleutel_van(soort)
            );
        end loop;
    end loop;
end
$$;
comment on function register.tel_wissing() is
'WIV-R.1, WIV-R.3, WIV-R.5: how many records are planned to go, per rule and relation; nothing of whom';

create or replace function register.laag_tabel(laag text) returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
return 'cwr_' || lower(regexp_replace(laag, '([A-Z])', '_\1', 'g'));
comment on function register.laag_tabel(text) is 'Landing table of a kind of record in the message of the cwr (ocmwJaar, cwr_ocmw_jaar)';

-- One bounded piece of the work: some records of one delivery in one table. Returns how many went; 0 when there are no more.
create or replace function register.wis(tabel name, van_levering bigint, soort text, hoogstens integer) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gewist bigint := 0;
    waarden bigint;
    een record;
begin
    if tabel <> all(array(select register.tabellen_met(soort))) then
        raise exception 'no records of % go with a %', tabel, soort using errcode = 'check_violation';
    end if;
    -- WIV-5.1: of a message that counts, or may yet, nothing goes as a whole, whatever was planned before that.
    if soort = 'levering' then
        perform from register.levering as l
        where l.levering_id = van_levering and (l.besloten_op is null or l.reeks is not null);
        if found then
            return 0;
        end if;
    end if;
    for een in execute format(
        'with doel as materialized ('
        'select l.rij, t.regel_id, t.sleutel from landing.%1$I as l inner join register.te_wissen as t '
        'on l.levering_id = t.levering_id and t.sleutel_soort = $2 and t.sleutel = %2$s '
        'and t.dag <= current_date '
        'where l.levering_id = $1 limit $3), '
        'weg as (delete from landing.%1$I as l using doel where l.levering_id = $1 and l.rij = doel.rij '
        'returning doel.regel_id, doel.rij), '
        'begonnen as (update register.te_wissen as t set begonnen_op = clock_timestamp() '
        'from (select distinct doel.sleutel from doel) as d '
        'where t.levering_id = $1 and t.sleutel_soort = $2 and t.sleutel = d.sleutel and t.begonnen_op is null) '
        'select weg.regel_id, count(*) as aantal, array_agg(weg.rij) as rijen from weg group by weg.regel_id', tabel, register.sleutel_van(soort)
    ) using van_levering, soort, hoogstens
    loop
        insert into register.wissing (regel_id, relatie, levering_id, aantal)
        values (een.regel_id, 'landing.' || tabel, van_levering, een.aantal);
        gewist := gewist + een.aantal;
        -- WIV-R.1: what a finding quotes of a record goes with it.
        update register.bevinding as v set waarde = null
        where
            v.levering_id = van_levering
            and v.waarde is not null
            and (
                soort = 'levering'
                or (register.laag_tabel(v.laag) = tabel and v.rij = any(een.rijen))
            );
        get diagnostics waarden = row_count;
        if waarden > 0 then
            insert into register.wissing (regel_id, relatie, levering_id, aantal)
            values (een.regel_id, 'register.bevinding', van_levering, waarden);
        end if;
    end loop;
    return gewist;
end
$$;
comment on function register.wis(name, bigint, text, integer) is
'WIV-R.1, WIV-R.3, WIV-R.5: erases records that are planned, at most so many, and records rule, relation and count';

create or replace function register.sluit_wissing() returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
delete from register.te_wissen as t where t.dag <= current_date
$$;
comment on function register.sluit_wissing() is 'WIV-R.1: ends a plan of which everything is erased';

revoke all on function
register.sleutel_van(text),
register.sluit_wissing(),
register.bewaren_alleen(), register.laag_tabel(text),
register.toegepast(), register.vervallen_sleutels(date), register.tabellen_met(text),
register.tel_wissing(), register.plan_wissing(date), register.wis(name, bigint, text, integer)
from public;
grant execute on function
register.sluit_wissing(),
register.bewaren_alleen(),
register.tabellen_met(text), register.tel_wissing(), register.plan_wissing(date),
register.wis(name, bigint, text, integer)
to woonkluis_lader;

reset role;
