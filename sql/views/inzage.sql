-- WIV-6.7, WIV-6.10: the look-up of one person. A question is written and committed before its answer can be asked for, so nothing that a
-- caller does with its own transaction leaves an answer without a row. docs/decisions/0020-inzage.md tells why, docs/inzage.md how.
set local role woonkluis_eigenaar;

-- The purpose for which a login asks now; raises when it may not ask at all. Nothing here depends on whom it asks for.
create or replace function cwr_inzage.bevoegd(out doel text, out inlog toegang.inzage_login)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    doelen text[];
begin
    if nullif(current_setting('role'), 'none') is not null then
        raise exception 'ask as your own login, not after SET ROLE' using errcode = 'insufficient_privilege';
    end if;
    -- Members by name: an administrator is one of every group, and of none of these.
    select array_agg(substr(g.rolname::text, 5))
    into doelen
    from pg_auth_members as m
    inner join pg_roles as g on m.roleid = g.oid
    where m.member = quote_ident(session_user)::regrole and g.rolname like 'cwr\_%';
    if cardinality(doelen) is distinct from 1 or doelen[1] not in ('huurprijs', 'toezicht', 'dpo') then
        raise exception 'a login looks persons up for one purpose' using errcode = 'insufficient_privilege';
    end if;
    doel := doelen[1];
    select l.* into inlog
    from toegang.inzage_login as l
    where l.login_rol = quote_ident(session_user)::regrole and l.beeindigd_op is null;
    if inlog.login_rol is null then
        raise exception 'this login is not registered for look-ups' using errcode = 'insufficient_privilege';
    end if;
end
$$;

-- WIV-6.7: whether the physical user may ask through this login. Of a login of a person that is the person.
create or replace function cwr_inzage.toets_gebruiker(inlog toegang.inzage_login, gebruiker text) returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
select case
    when (inlog).toepassing is null then 'toegelaten'
    when coalesce(gebruiker, '') = '' then 'gebruiker_ontbreekt'
    when exists (
        select from register.partij_gebruiker as g
        where g.partij_code = (inlog).partij_code and g.gebruiker = toets_gebruiker.gebruiker and g.beeindigd_op is null
    ) then 'toegelaten'
    else 'gebruiker_onbekend'
end
$$;

-- WIV-4.6: a data subject without INSZ is known by its place in a delivery only. In the key of an owner chr(31) stands between woning and
-- number of the head lease (stg_cwr__eigenaar), which nobody types: here it is the slash between them. Null for what is no key.
create or replace function cwr_inzage.sleutel_van(getypt text) returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    eigenaar constant text := '^(eigenaar/[A-Z0-9]{4,12}/[^/[:cntrl:]]+)/([^/[:cntrl:]]+/[1-9][0-9]{0,8})$';
begin
    if getypt ~ '^gezinslid/[A-Z0-9]{4,12}/[^[:cntrl:]]+$'
        or getypt ~ '^eigenaar/[A-Z0-9]{4,12}/[^[:cntrl:]]+\x1f[^[:cntrl:]]+/[1-9][0-9]{0,8}$' then
        return getypt;
    end if;
    if getypt ~ eigenaar then
        return regexp_replace(getypt, eigenaar, '\1' || chr(31) || '\2');
    end if;
    if getypt ~ '^eigenaar/' then
        raise exception 'ask for an owner by eigenaar/KBO/woning/hoofdcontractnummer/n'
            using errcode = 'invalid_parameter_value', hint = 'where one of these holds a slash, put chr(31) between woning and hoofdcontractnummer';
    end if;
    return null;
end
$$;

create or replace function cwr_inzage.vraag(persoon text, reden text, gebruiker text default null) returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
-- Patterns are read when they are used: with this off, as anybody may set it, a national number would pass in a reason.
set standard_conforming_strings = on
as $$
declare
    bevoegd record;
    inlog toegang.inzage_login;
    nummer uuid;
    insz_gevraagd text;
    sleutel_gevraagd text;
    bevraagd cwr_kluis.bevraagd_persoon;
    programma text := current_setting('application_name');
    rij audit.inzage;
    grens bigint;
    aantal bigint;
begin
    select * into bevoegd from cwr_inzage.bevoegd();
    inlog := bevoegd.inlog;
    if vraag.gebruiker is not null and inlog.toepassing is null then
        raise exception 'a login of a person asks for itself: pass no user' using errcode = 'invalid_parameter_value';
    end if;
    if coalesce(vraag.reden, '') !~ '^[^[:cntrl:]]+$' or length(trim(vraag.reden)) < 10 or length(vraag.reden) > 500 then
        raise exception 'give the reason, in 10 to 500 characters on one line' using errcode = 'invalid_parameter_value';
    end if;
    if vraag.reden ~ register.insz_vorm() then
        raise exception 'a reason holds no national number: it is read by others' using errcode = 'invalid_parameter_value';
    end if;
    if vraag.persoon ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        nummer := vraag.persoon;
    elsif vraag.persoon ~ '^([0-9]{11}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2})$' then
        insz_gevraagd := translate(vraag.persoon, '.-', '');
    elsif bevoegd.doel = 'dpo' and vraag.persoon ~ '^(gezinslid|eigenaar)/' and length(vraag.persoon) <= 400 then
        sleutel_gevraagd := cwr_inzage.sleutel_van(vraag.persoon);
    end if;
    if num_nonnulls(nummer, insz_gevraagd, sleutel_gevraagd) = 0 then
        -- Also without any.
        raise exception 'ask for one person, by an INSZ or a persoon_id' using errcode = 'invalid_parameter_value';
    end if;
    if exists (
        select from audit.inzage as i
        where i.transactie = pg_current_xact_id() and i.cluster = (pg_control_system()).system_identifier
    ) then
        raise exception 'one person at a time: commit before the next question' using errcode = 'insufficient_privilege';
    end if;

    -- WIV-6.10: nothing is looked up here, and nothing is indexed by what was typed: EXPLAIN tells the caller what this function reads and
    -- writes, and a rollback leaves no row. Each question gets a number of its own, who is known, was asked for before or is unknown.
    -- A number that was typed is written as it is; whose it is, the answer writes.
    if nummer is null then
        nummer := gen_random_uuid();
        insert into cwr_kluis.bevraagd_persoon as b (persoon_id, insz, bron_sleutel)
        values (nummer, insz_gevraagd, sleutel_gevraagd)
        returning b.* into bevraagd;
        -- The chain holds whose a number is as a hash, which only who has the row of the vault can make.
        insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
        values (
            'inzage.persoon', nummer::text, 'cwr', 'cwr_kluis.bevraagd_persoon',
            jsonb_build_object('persoon_hash', audit.bevraagd_hash(bevraagd), 'vastgelegd_op', bevraagd.vastgelegd_op)
        );
    end if;

    insert into audit.inzage as i (doel, partij_code, toepassing, gebruiker, persoon_id, uitkomst, reden)
    values (
        bevoegd.doel,
        inlog.partij_code,
        coalesce(
            inlog.toepassing,
            case when programma ~ '^[A-Za-z0-9_.:@ /-]{1,64}$' and programma !~ register.insz_vorm() then programma end,
            '(onbekend)'
        ),
        case
            when inlog.toepassing is null then session_user
            when coalesce(vraag.gebruiker, '') = '' then '(ontbreekt)'
            when vraag.gebruiker ~ '^[A-Za-z0-9_.@:-]{1,64}$' and vraag.gebruiker !~ register.insz_vorm() then vraag.gebruiker
            else '(ongeldig)'
        end,
        nummer,
        cwr_inzage.toets_gebruiker(inlog, vraag.gebruiker),
        vraag.reden
    )
    returning i.* into rij;
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
    values (
        'oproep.inzage.' || rij.doel,
        rij.vraag_id::text,
        'cwr',
        'audit.inzage',
        jsonb_build_object(
            'uitkomst', rij.uitkomst, 'partij', rij.partij_code, 'toepassing', rij.toepassing, 'gebruiker', rij.gebruiker,
            'persoon', rij.persoon_id, 'vraag_hash', audit.inzage_hash(rij)
        )
    );

    -- Many look-ups are told, not refused: a supervisor may have a reason, and one who is stopped goes on with another login.
    select p.waarde into grens
    from register.regel_parameter as p
    where p.regime = 'cwr' and p.naam = 'inzage_per_uur' and p.geldig_van <= current_date
    order by p.geldig_van desc
    limit 1;
    select count(*) into aantal
    from audit.inzage as i
    where i.login = session_user and i.gevraagd_op > clock_timestamp() - interval '1 hour';
    if aantal > coalesce(grens, 0) and not exists (
        select from audit.gebeurtenis as g
        where
            g.soort = 'inzage.drempel' and g.onderwerp = session_user
            and g.moment > clock_timestamp() - interval '1 hour'
    ) then
        insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, rijen, toelichting)
        values (
            'inzage.drempel', session_user, 'cwr', 'audit.inzage', aantal,
            jsonb_build_object('per_uur', grens, 'doel', rij.doel, 'partij', rij.partij_code)
        );
    end if;
    return rij.vraag_id;
end
$$;
comment on function cwr_inzage.vraag(text, text, text) is
'WIV-6.10: writes down who asks for which person and why; returns the number with which the answer is fetched once this is committed';

revoke all on function
cwr_inzage.bevoegd(), cwr_inzage.toets_gebruiker(toegang.inzage_login, text), cwr_inzage.sleutel_van(text),
cwr_inzage.vraag(text, text, text)
from public;
grant execute on function cwr_inzage.vraag(text, text, text) to cwr_huurprijs, cwr_toezicht, cwr_dpo;

reset role;
