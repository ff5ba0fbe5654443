-- WIV-R.1, WIV-R.5: erasing what no key of a landed record leads to: sealed messages, values in old findings, persons in the vault,
-- notices and letters. Runs after register_bericht_termijn.sql, which has the terms.
set local role woonkluis_eigenaar;

-- WIV-R.5: a sealed message holds all that came with it, so it goes when its own term has passed, and before that as soon as anything
-- of it was erased or was refused for its age. Bytes that were delivered more than once go when that holds for each time.
create or replace function register.vervallen_berichten(dag date) returns table (
    regel_id text, levering_id bigint, sha256 text, genoteerd boolean
)
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
            -- Nobody decided: it is rejected first (register.sluit_onbeslist), so today none of these goes.
            when l.besloten_op is null
                then (
                    select o.regel_id from register.onbeslist(dag) as o
                    where o.levering_id = l.levering_id and dag > current_date
                )
            when l.status = 'afgekeurd' and register.onbeslist_regel(l.levering_id) is not null
                then register.onbeslist_regel(l.levering_id)
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
comment on function register.wis_waarden(integer) is
'WIV-R.5: takes delivered values out of old findings, at most so many; returns how many';

-- WIV-R.1: every INSZ that is landed, in whatever field: read from the catalog, so that a new field is not forgotten.
create or replace function register.gelande_personen() returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    veld record;
begin
    for veld in
        select v.relname, a.attname
        from pg_class as v
        inner join pg_attribute as a on v.oid = a.attrelid and a.attnum > 0
        where
            v.relnamespace = 'landing'::regnamespace and v.relkind = 'v' and v.relname ~ '^cwr_.*_veld$'
            and a.attname ~ '^(insz.*|rechthebbenden|bijslagtrekkenden|rechtgevenden)$'
    loop
        return query execute format(
            'select regexp_split_to_table(v.%I, ''\s+'') from landing.%I as v where v.%I is not null',
            veld.attname, veld.relname, veld.attname
        );
    end loop;
end
$$;
comment on function register.gelande_personen() is 'WIV-3.1.1: every INSZ in landing, with repetitions';

-- Who was delivered without INSZ is known by a place at the sender (docs/decisions/0017-kluis.md): an owner by its head lease, of which
-- woning and number are the key.
create or replace function register.gelande_bronnen() returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
select concat_ws('/', 'eigenaar', l.bronhouder_code, concat_ws(chr(31), v.woonmaatschappij_woning_id, v.hoofdcontractnummer))
from landing.cwr_eigenaar_veld as v
inner join register.levering as l on v.levering_id = l.levering_id
union
select concat_ws('/', 'gezinslid', l.bronhouder_code, v.contractnummer, v.computernummer)
from landing.cwr_gezinslid_veld as v
inner join register.levering as l on v.levering_id = l.levering_id
where v.insz is null or v.insz !~ '^[0-9]{11}$'
$$;
comment on function register.gelande_bronnen() is 'WIV-3.1: places in landing of persons without INSZ';

-- A person of whom nothing is landed any more has no ground left: then the number goes, and its pseudonyms with it. The layers lose the
-- rest with their next build.
create or replace function register.wis_personen(hoogstens integer) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    personen uuid[];
    gewist bigint;
begin
    with geland as materialized (
        select distinct p as insz from register.gelande_personen() as p
    ),

    bron as materialized (
        select b as bron from register.gelande_bronnen() as b
    ),

    doel as (
        select s.persoon_id
        from cwr_kluis.persoon_sleutel as s
        where
            not exists (select from geland where geland.insz = s.insz)
            -- Of an owner the last part is its place among the owners of the head lease.
            and not exists (
                select from bron
                where bron.bron = case
                    when s.bron_sleutel like 'eigenaar/%' then regexp_replace(s.bron_sleutel, '/[0-9]+$', '')
                    else s.bron_sleutel
                end
            )
        limit hoogstens
    )

    select array_agg(doel.persoon_id) into personen from doel;
    -- WIV-6.10: the log of look-ups goes on knowing whom it was about.
    perform cwr_inzage.bewaar_nummers(personen);
    delete from cwr_kluis.persoon_sleutel as s where s.persoon_id = any(personen);
    get diagnostics gewist = row_count;
    if gewist > 0 then
        insert into register.wissing (regel_id, relatie, aantal)
        values ('WIV-R.1_huurovereenkomst', 'cwr_kluis.persoon_sleutel', gewist);
    end if;
    return gewist;
end
$$;
comment on function register.wis_personen(integer) is
'WIV-R.1: erases the numbers of persons without a ground, with their pseudonyms, at most so many; returns how many';

-- WIV-R.1: a notice stays as evidence; the keys of its records and the words about it go.
create or replace function register.wis_meldingen(hoogstens integer) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    sleutels bigint;
    woorden bigint;
begin
    with voorbij as materialized (
        select s.melding_id
        from register.melding_stap as s
        where s.toestand = 'afgesloten' and s.moment + register.termijn('WIV-R.1_melding', current_date) <= current_date
    ),

    doel as (
        select r.melding_id, r.laag, r.sleutel, r.kolom
        from register.melding_record as r
        inner join voorbij on r.melding_id = voorbij.melding_id
        limit hoogstens
    ),

    weg as (
        delete from register.melding_record as r
        using doel
        where r.melding_id = doel.melding_id and r.laag = doel.laag and r.sleutel = doel.sleutel and r.kolom = doel.kolom
        returning r.melding_id
    )

    select count(*) into sleutels from weg;

    with voorbij as materialized (
        select s.melding_id
        from register.melding_stap as s
        where s.toestand = 'afgesloten' and s.moment + register.termijn('WIV-R.1_melding', current_date) <= current_date
    ),

    doel as (
        select s.melding_id, s.volgnummer
        from register.melding_stap as s
        inner join voorbij on s.melding_id = voorbij.melding_id
        where s.toelichting <> '(gewist)'
        limit hoogstens
    ),

    weg as (
        update register.melding_stap as s set toelichting = '(gewist)'
        from doel
        where s.melding_id = doel.melding_id and s.volgnummer = doel.volgnummer
        returning s.melding_id
    )

    select count(*) into woorden from weg;
    insert into register.wissing (regel_id, relatie, aantal)
    select 'WIV-R.1_melding', r.relatie, r.aantal
    from (values ('register.melding_record', sleutels), ('register.melding_stap', woorden)) as r (relatie, aantal)
    where r.aantal > 0;
    return sleutels + woorden;
end
$$;
comment on function register.wis_meldingen(integer) is
'WIV-R.1: erases keys and words of notices that closed long ago, at most so many of each; returns how many';

-- WIV-R.4: a look-up stays, as its event in the chain does; who was asked for and why goes with the term of the log.
create or replace function register.wis_inzagen(hoogstens integer) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    personen bigint;
    woorden bigint;
begin
    with doel as (
        select b.persoon_id
        from cwr_kluis.bevraagd_persoon as b
        where
            b.vastgelegd_op + register.termijn('WIV-R.4_oproep', current_date) <= current_date
            and not exists (
                select from audit.inzage as i
                where
                    i.persoon_id = b.persoon_id
                    and i.gevraagd_op + register.termijn('WIV-R.4_oproep', current_date) > current_date
            )
        limit hoogstens
    ),

    weg as (
        delete from cwr_kluis.bevraagd_persoon as b
        using doel
        where b.persoon_id = doel.persoon_id
        returning b.persoon_id
    )

    select count(*) into personen from weg;

    with doel as (
        select i.vraag_id
        from audit.inzage as i
        where i.reden <> '(gewist)' and i.gevraagd_op + register.termijn('WIV-R.4_oproep', current_date) <= current_date
        limit hoogstens
    ),

    weg as (
        update audit.inzage as i set reden = '(gewist)'
        from doel
        where i.vraag_id = doel.vraag_id
        returning i.vraag_id
    )

    select count(*) into woorden from weg;
    insert into register.wissing (regel_id, relatie, aantal)
    select 'WIV-R.4_oproep', r.relatie, r.aantal
    from (values ('cwr_kluis.bevraagd_persoon', personen), ('audit.inzage', woorden)) as r (relatie, aantal)
    where r.aantal > 0;
    return personen + woorden;
end
$$;
comment on function register.wis_inzagen(integer) is
'WIV-R.4: erases who was asked for and why in look-ups of which the term has passed, at most so many of each; returns how many';

create or replace function register.vervallen_brieven(dag date) returns table (brief_id uuid, bronhouder_code text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
select b.brief_id, b.bronhouder_code
from register.melding_bericht as b
where b.brief_id is not null and b.brief_gewist_op is null
group by b.brief_id, b.bronhouder_code
having max(b.verzonden_op) + register.termijn('WIV-R.5_brief', dag) <= dag
order by b.brief_id
$$;
comment on function register.vervallen_brieven(date) is 'WIV-R.5: letters of which the file must go on a day';

create or replace function register.noteer_brief_gewist(brief uuid) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if brief not in (select v.brief_id from register.vervallen_brieven(current_date) as v) then
        raise exception 'letter % need not go', brief using errcode = 'check_violation';
    end if;
    update register.melding_bericht as b set brief_gewist_op = clock_timestamp() where b.brief_id = brief;
    insert into register.wissing (regel_id, relatie, aantal) values ('WIV-R.5_brief', 'uitgaand/meldingen', 1);
end
$$;
comment on function register.noteer_brief_gewist(uuid) is 'WIV-R.5: records that the file of a letter was erased; only one that must go';

-- WIV-R.3: a history is a relation of the builder, which erases in its own transaction and tells how much.
create or replace function register.noteer_wissing(regel text, van_relatie text, hoeveel bigint) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if van_relatie !~ '^cwr_kluis\.[a-z_]+_historie$' or register.termijn(regel, current_date) is null then
        raise exception 'the builder erases in a history, by a rule' using errcode = 'check_violation';
    end if;
    insert into register.wissing (regel_id, relatie, aantal) values (regel, van_relatie, hoeveel);
end
$$;
comment on function register.noteer_wissing(text, text, bigint) is 'WIV-R.3: records what the builder erased in a history';

revoke all on function
register.noteer_wissing(text, text, bigint), register.vervallen_berichten(date), register.noteer_bericht_gewist(bigint),
register.gelande_personen(), register.gelande_bronnen(), register.wis_waarden(integer), register.wis_personen(integer),
register.wis_meldingen(integer),
register.wis_inzagen(integer), register.vervallen_brieven(date), register.noteer_brief_gewist(uuid)
from public;
grant execute on function
register.vervallen_berichten(date), register.noteer_bericht_gewist(bigint),
register.wis_waarden(integer), register.wis_personen(integer), register.wis_meldingen(integer), register.wis_inzagen(integer),
register.vervallen_brieven(date), register.noteer_brief_gewist(uuid)
to woonkluis_lader;
grant execute on function register.noteer_wissing(text, text, bigint) to woonkluis_bouwer;

reset role;
