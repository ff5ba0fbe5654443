-- depends: 0025_recht_index
-- LMVW-12 to LMVW-15: what a member can do to its group and the builder to the owner, what a decision covers, and who waits for whom.
set local role woonkluis_eigenaar;

-- DROP OWNED asks for no more than membership: one gemeente could take the policies of lmvw_gemeente away from all of them, and a loader
-- the restrictive one that keeps it from decisions of 13.b. A group owns nothing, so nobody but the administrator needs it; nor may
-- readers leave default privileges behind, which hold up the end of their login.
create function toegang.bewaak_groep() returns event_trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from pg_roles where rolname = current_user and rolsuper) then
        raise exception '% is for the administrator: a member does not decide for its group', lower(tg_tag)
            using errcode = 'insufficient_privilege';
    end if;
end
$$;
revoke all on function toegang.bewaak_groep() from public;

-- WIV-4.10: a function of the owner reads referentie.gemeente, which is dbt's. A policy on it, or a rule that makes a view of it, would run
-- a function of the builder as the owner, who may change rights and the audit. Wherever the relation is moved to, it has neither.
create function toegang.bewaak_gelezen() returns event_trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    relatie regclass;
begin
    select c.oid into relatie
    from pg_depend as d
    inner join pg_proc as p on d.classid = 'pg_proc'::regclass and d.objid = p.oid
    inner join pg_class as c on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
    where
        p.prosecdef
        and c.relowner = 'woonkluis_bouwer'::regrole
        and p.proowner <> c.relowner
        and (
            exists (select from pg_policy as regel where regel.polrelid = c.oid)
            or exists (select from pg_rewrite as regel where regel.ev_class = c.oid)
        )
    limit 1;
    if found then
        raise exception 'functions of the owner read %: it has no policy and no rule', relatie using errcode = 'insufficient_privilege';
    end if;
end
$$;
revoke all on function toegang.bewaak_gelezen() from public;

-- LMVW-15a: "until it ends" needs an end.
alter table register.onderzoek
add constraint onderzoek_dagen check (isfinite(begint_op) and isfinite(eindigt_op));

-- As before, and within the area and the first day of the decision too (LMVW-13b).
create or replace function toegang.bewaak_recht_onderzoek() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    groepen text[];
    onderzoek register.onderzoek;
    verklaring register.geheimhoudingsverklaring;
    besluit register.besluit;
    fout text;
begin
    if tg_op = 'UPDATE' then
        if (to_jsonb(new) - array['geldig_tot']) = (to_jsonb(old) - array['geldig_tot'])
            and new.geldig_tot is not null and (old.geldig_tot is null or new.geldig_tot <= old.geldig_tot) then
            return new;
        end if;
    end if;
    select coalesce(array_agg(groep), '{}') into groepen
    from unnest(array['12a', '12b', '12c']) as groep
    where pg_has_role(new.login_rol::oid, 'lmvw_onderzoeker_' || groep, 'member');
    if groepen = '{}' and new.studie_id is null and new.verklaring_id is null then
        return new;
    end if;

    select * into onderzoek from register.onderzoek where onderzoek_id = new.studie_id for share;
    select * into verklaring from register.geheimhoudingsverklaring where verklaring_id = new.verklaring_id for share;
    select * into besluit from register.besluit where besluit_id = new.besluit_id for share;
    fout := case
        when new.regime <> 'lmvw' then 'a researcher reads lmvw only'
        when onderzoek.onderzoek_id is null then 'a researcher has a right for a study (LMVW-15a)'
        when groepen <> array[onderzoek.groep] then 'the login is in another group than its study (LMVW-12)'
        when onderzoek.beeindigd_op is not null then 'the study has ended'
        when verklaring.verklaring_id is null or verklaring.onderzoek_id <> onderzoek.onderzoek_id
            then 'each study has a geheimhoudingsverklaring of its own (LMVW-15a)'
        when verklaring.login_naam is distinct from (select rolname::text from pg_roles where oid = new.login_rol)
            then 'the geheimhoudingsverklaring is of another login (LMVW-15a)'
        when verklaring.deel_a_op is null or verklaring.deel_b_op is null then 'parts A and B are not both signed (LMVW-GV-B)'
        when verklaring.bevestigd_op is null then 'nobody confirmed both signatures (LMVW-GV-B)'
        when verklaring.ingetrokken_op is not null then 'the geheimhoudingsverklaring was withdrawn'
        when new.datatype <> onderzoek.datatype then 'the study is for another datatype (LMVW-GV-C2)'
        when not exists (
            select from register.onderzoek_gebied as gebied
            where gebied.onderzoek_id = onderzoek.onderzoek_id
                and (gebied.gebied_code = 'NL' or (gebied.gebied_soort, gebied.gebied_code) = (new.gebied_soort, new.gebied_code))
        ) then 'the study is not for this area (LMVW-GV-C2)'
        when new.geldig_van < (onderzoek.begint_op)::timestamp at time zone 'Europe/Amsterdam' then 'the study has not begun by then'
        when new.geldig_tot is null or new.geldig_tot > toegang.einde_van(onderzoek.eindigt_op)
            then 'the right ends with its study at the latest'
        when onderzoek.groep <> '12c' and new.besluit_id is null then null
        when besluit.besluit_id is null or besluit.soort <> 'toegang_13b' or besluit.onderzoek_id is distinct from onderzoek.onderzoek_id
            then 'there is no decision about this study (LMVW-13b)'
        when besluit.uitkomst <> 'toegewezen' or besluit.ingetrokken_op is not null then 'access was not granted (LMVW-13b)'
        when besluit.gebied_code <> 'NL' and (besluit.gebied_soort, besluit.gebied_code) <> (new.gebied_soort, new.gebied_code)
            then 'access was granted for another area (LMVW-13b)'
        when new.geldig_van < (besluit.geldig_van)::timestamp at time zone 'Europe/Amsterdam'
            then 'the decision does not hold by then (LMVW-13b)'
        when besluit.geldig_tot is not null and new.geldig_tot > toegang.einde_van(besluit.geldig_tot)
            then 'the decision ends before the right (LMVW-13b)'
    end;
    if fout is not null then
        raise exception '%', fout using errcode = 'check_violation';
    end if;
    return new;
end
$$;

-- As before, but the lock is of a row that no reader can hold: a provincie that labels and keeps its transaction open (set constraints
-- all immediate) has the end of the chain, and who grants or closes a login would wait for it.
create or replace function audit.noteer_logins() returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    aantal bigint;
begin
    -- One at a time, else two would write the same.
    perform from audit.leeslog_stand for update;
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

reset role;

create event trigger bewaak_groep on ddl_command_start -- noqa: PRS
when tag in ('DROP OWNED', 'ALTER DEFAULT PRIVILEGES')
execute function toegang.bewaak_groep();
create event trigger bewaak_gelezen on ddl_command_end -- noqa: PRS
when tag in ('CREATE POLICY', 'CREATE RULE')
execute function toegang.bewaak_gelezen();
