-- depends: 0022_audit
-- LMVW-4a, WIV-6.9, WIV-6.10: who verifies the chain, and what else writes in it.
set local role woonkluis_eigenaar;

-- The verifier. What it returns are places and kinds of faults, so whoever may ask learns nothing of an event.
create function audit.controleer(anker_nummers bigint[] default '{}', anker_hashes text[] default '{}')
returns table (volgnummer bigint, gebeurtenis_id bigint, gebrek text)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
with rij as (
    select
        g.gebeurtenis_id,
        g.moment,
        g.verzegeld_op,
        g.volgnummer,
        g.vorige_hash,
        g.hash,
        sha256(convert_to(audit.inhoud(g), 'UTF8')) as berekend,
        lag(g.volgnummer, 1, 0::bigint) over keten as vorig_nummer,
        lag(g.hash, 1, decode(repeat('00', 32), 'hex')) over keten as hash_ervoor
    from audit.gebeurtenis as g
    where g.volgnummer is not null or g.hash is not null
    window keten as (order by g.volgnummer, g.gebeurtenis_id)
),

gevonden as (
    select rij.volgnummer, rij.gebeurtenis_id, 'gewijzigd: de hash is niet die van de inhoud' as gebrek
    from rij
    where rij.hash is distinct from rij.berekend
    union all
    select rij.volgnummer, rij.gebeurtenis_id, 'ingevoegd: dit volgnummer staat er al'
    from rij
    where rij.volgnummer = rij.vorig_nummer
    union all
    select
        rij.vorig_nummer + 1,
        null,
        'verwijderd: volgnummer ' || concat_ws(' tot en met ', rij.vorig_nummer + 1, nullif(rij.volgnummer - 1, rij.vorig_nummer + 1))
    from rij
    where rij.volgnummer > rij.vorig_nummer + 1
    union all
    select rij.volgnummer, rij.gebeurtenis_id, 'verplaatst: de schakel met de rij ervoor klopt niet'
    from rij
    where rij.volgnummer = rij.vorig_nummer + 1 and rij.vorige_hash is distinct from rij.hash_ervoor
    union all
    select rij.volgnummer, rij.gebeurtenis_id, 'ingevoegd: meer dan een week later verzegeld dan gebeurd'
    from rij
    where rij.verzegeld_op > rij.moment + interval '7 days'
    union all
    select keten.volgnummer, null, 'verwijderd: het einde van de keten'
    from audit.keten
    left join lateral (
        select rij.volgnummer, rij.hash from rij order by rij.volgnummer desc nulls last limit 1
    ) as einde on true
    where
        keten.volgnummer <> coalesce(einde.volgnummer, 0)
        or keten.hash is distinct from coalesce(einde.hash, decode(repeat('00', 32), 'hex'))
    union all
    select 0, null, 'verwijderd: het einde van de keten wordt niet bijgehouden'
    where not exists (select from audit.keten)
    union all
    select
        anker.nummer,
        rij.gebeurtenis_id,
        case
            when rij.hash is null then 'verwijderd: het anker noemt deze rij en zij is er niet'
            else 'vervangen: het anker noemt een andere hash'
        end
    from unnest(anker_nummers, anker_hashes) as anker (nummer, hash)
    left join rij on anker.nummer = rij.volgnummer
    where anker.nummer > 0 and encode(rij.hash, 'hex') is distinct from anker.hash
    union all
    select open_rij.volgnummer, open_rij.gebeurtenis_id, 'niet verzegeld, na meer dan een dag'
    from audit.gebeurtenis as open_rij
    where open_rij.hash is null and open_rij.moment < clock_timestamp() - interval '1 day'
    union all
    select buiten.volgnummer, buiten.gebeurtenis_id, 'staat buiten de partities'
    from audit.gebeurtenis as buiten
    where buiten.tableoid = 'audit.gebeurtenis_buiten'::regclass
)

select gevonden.volgnummer, gevonden.gebeurtenis_id, gevonden.gebrek
from gevonden
order by gevonden.volgnummer nulls last, gevonden.gebeurtenis_id, gevonden.gebrek
$$;
comment on function audit.controleer(bigint[], text[]) is
'LMVW-4a, WIV-6.10: faults of the chain, first the first; none when nothing was changed, removed, inserted or moved, also against anchors';

create function audit.stand(out volgnummer bigint, out hash text, out onverzegeld bigint, out partities_tot timestamptz)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
select
    keten.volgnummer,
    encode(keten.hash, 'hex'),
    (select count(*) from audit.gebeurtenis as g where g.hash is null),
    (
        select max(substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz)
        from pg_inherits as i
        inner join pg_class as c on i.inhrelid = c.oid
        where i.inhparent = 'audit.gebeurtenis'::regclass
    )
from audit.keten
$$;
comment on function audit.stand() is
'End of the chain, to be kept elsewhere as an anchor; events that wait for a seal; until when there are partitions';

-- What leaves the database: a report or a figure is made by a program, which says so before it makes it.
create function audit.noteer_uitvoer(wat text, onderwerp text, regime text, relatie text, rijen bigint, door text) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if wat !~ '^[a-z_]{1,32}$' or onderwerp !~ '^[0-9A-Za-z_-]{1,64}$' or relatie !~ '^[a-z0-9_.]{1,128}$' then
        raise exception 'an export is named by words and ids' using errcode = 'check_violation';
    end if;
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, rijen, toelichting)
    values (
        'uitvoer.' || wat, onderwerp, regime, relatie, rijen,
        jsonb_build_object('door', case when door ~ '^[A-Za-z0-9_.@-]{1,64}$' then door else '(onbekend)' end)
    );
end
$$;
comment on function audit.noteer_uitvoer(text, text, text, text, bigint, text) is
'LMVW-4a: records that something is made of the warehouse, by which account; call it before making it';

-- PostgreSQL has no trigger on roles. So what stands is compared with what was last written down: also a login that was made by hand shows.
create function audit.noteer_logins() returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    aantal bigint;
begin
    -- One at a time, else two would write the same.
    perform from audit.keten for update;
    with stand as (
        select
            r.rolname::text as login,
            r.rolvaliduntil <= clock_timestamp() as verlopen,
            jsonb_build_object(
                'groepen', coalesce(
                    (
                        select jsonb_agg(m.roleid::regrole::text order by m.roleid::regrole::text)
                        from pg_auth_members as m
                        where m.member = r.oid
                    ), '[]'
                ),
                'geldig_tot', to_char(nullif(r.rolvaliduntil, 'infinity') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                'boven_beleid', r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolreplication
            ) as nu
        from pg_roles as r
        where r.rolcanlogin
    ),

    laatste as (
        select distinct on (g.onderwerp)
            g.onderwerp as login,
            g.soort,
            g.toelichting as toen
        from audit.gebeurtenis as g
        where g.soort in ('login.gemaakt', 'login.gewijzigd', 'login.verlopen', 'login.gesloten')
        order by g.onderwerp, g.gebeurtenis_id desc
    ),

    nieuws as (
        select
            coalesce(stand.login, laatste.login) as login,
            coalesce(stand.nu, laatste.toen) as nu,
            case
                when stand.login is null then 'login.gesloten'
                when stand.verlopen then 'login.verlopen'
                when laatste.login is null or laatste.soort = 'login.gesloten' then 'login.gemaakt'
                else 'login.gewijzigd'
            end as soort,
            laatste.soort as vorige_soort,
            stand.nu is distinct from laatste.toen as anders
        from stand
        full join laatste on stand.login = laatste.login
    )

    insert into audit.gebeurtenis (soort, onderwerp, regime, toelichting)
    select
        nieuws.soort,
        nieuws.login,
        case
            when nieuws.nu ->> 'groepen' ~ '"lmvw_' and nieuws.nu ->> 'groepen' !~ '"cwr_' then 'lmvw'
            when nieuws.nu ->> 'groepen' ~ '"cwr_' and nieuws.nu ->> 'groepen' !~ '"lmvw_' then 'cwr'
        end,
        nieuws.nu
    from nieuws
    where nieuws.anders and nieuws.soort <> 'login.gesloten'
        or nieuws.soort in ('login.verlopen', 'login.gesloten') and nieuws.vorige_soort is distinct from nieuws.soort
    order by nieuws.login;
    get diagnostics aantal = row_count;
    return aantal;
end
$$;
comment on function audit.noteer_logins() is
'LMVW-4a, LMVW-15: records which logins were made, changed, expired or closed since it was last called; returns how many';

-- What a person said of a delivery in the place of its file: an override, and so an event.
alter table register.levering
add column opgegeven text[] not null default '{}' check (opgegeven <@ array['bronhouder', 'contract', 'peildatum']);
comment on column register.levering.opgegeven is
'LMVW-4a: what was said by hand and not by the name of the file: bronhouder, contract, peildatum';

-- LMVW-4a: with the number of rows that were landed, and what was said by hand.
create or replace function audit.noteer_levering() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' or new.status is distinct from old.status then
        insert into audit.gebeurtenis (soort, onderwerp, relatie, rijen, toelichting)
        values (
            'levering.status',
            new.levering_id::text,
            'register.levering',
            (select sum(aantal.value::bigint) from jsonb_each_text(new.rijen) as aantal),
            jsonb_build_object('regime', new.regime, 'status', new.status)
            || case
                when new.opgegeven = '{}' then '{}'
                else jsonb_build_object('opgegeven', new.opgegeven, 'contract', new.contract, 'peildatum', new.peildatum)
            end
        );
    end if;
    return null;
end
$$;

-- LMVW-13b: with the study on which was decided. Ids and codes only, as before.
create or replace function audit.noteer_afspraak() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.gebeurtenis (soort, onderwerp, relatie, toelichting)
    select
        tg_table_name || '.' || lower(tg_op),
        coalesce(rij ->> 'besluit_id', rij ->> 'label_id', rij ->> 'bijlage_id', rij ->> 'peildatum'),
        tg_table_schema || '.' || tg_table_name,
        jsonb_strip_nulls(jsonb_build_object(
            'regime', rij -> 'regime', 'soort', rij -> 'soort', 'uitkomst', rij -> 'uitkomst', 'gebied_code', rij -> 'gebied_code',
            'levering_id', rij -> 'levering_id', 'onderzoek_id', rij -> 'onderzoek_id', 'ingetrokken_op', rij -> 'ingetrokken_op',
            'gemeente_code', rij -> 'gemeente_code', 'label', rij -> 'label', 'gebeurtenis', rij -> 'gebeurtenis',
            'bevroren_op', rij -> 'bevroren_op'
        ))
    from (select to_jsonb(new) as rij) as nieuw;
    return null;
end
$$;

revoke all on function
audit.controleer(bigint[], text[]), audit.stand(), audit.noteer_uitvoer(text, text, text, text, bigint, text), audit.noteer_logins()
from public;
grant execute on function audit.noteer_logins() to woonkluis_audit;
grant execute on function audit.controleer(bigint[], text[]), audit.stand() to woonkluis_audit, lmvw_beheer, cwr_dpo;
grant execute on function audit.noteer_uitvoer(text, text, text, text, bigint, text) to woonkluis_lader, woonkluis_audit;
grant execute on function audit.noteer_logins() to woonkluis_toegang;

reset role;
