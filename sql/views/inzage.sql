-- WIV-6.7, WIV-6.10: the look-up of one person. A question is written and committed before its answer can be asked for, so nothing that a
-- caller does with its own transaction leaves an answer without a row. docs/decisions/0020-inzage.md tells why, docs/inzage.md how it is used.
set local role woonkluis_eigenaar;

-- What is hashed into the chain: text that is the same in every session.
create or replace function audit.inzage_hash(rij audit.inzage) returns text
language sql
stable
set search_path = pg_catalog, pg_temp
return encode(
    sha256(
        convert_to(
            jsonb_build_object(
                'vraag_id', (rij).vraag_id,
                'gevraagd_op', to_char((rij).gevraagd_op at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
                'login', (rij).login,
                'doel', (rij).doel,
                'partij_code', (rij).partij_code,
                'toepassing', (rij).toepassing,
                'gebruiker', (rij).gebruiker,
                'persoon_id', (rij).persoon_id,
                'uitkomst', (rij).uitkomst,
                'reden', (rij).reden
            )::text,
            'UTF8'
        )
    ),
    'hex'
);
comment on function audit.inzage_hash(audit.inzage) is 'WIV-6.10: hash of a question, as its event in the chain has it';

create or replace function audit.inzage_gebreken()
returns table (volgnummer bigint, gebeurtenis_id bigint, gebrek text)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
select
    gebeurtenis.volgnummer,
    gebeurtenis.gebeurtenis_id,
    case
        when inzage.vraag_id is null then 'verwijderd: de inzage van deze gebeurtenis'
        when gebeurtenis.onderwerp is null then 'ingevoegd: een inzage zonder gebeurtenis'
        else 'gewijzigd: de inzage van deze gebeurtenis'
    end
from (
    select g.volgnummer, g.gebeurtenis_id, g.onderwerp, g.toelichting ->> 'vraag_hash' as vraag_hash
    from audit.gebeurtenis as g
    where g.soort ~ '^oproep\.inzage\.'
) as gebeurtenis
full join audit.inzage on gebeurtenis.onderwerp = inzage.vraag_id::text
where
    gebeurtenis.vraag_hash is distinct from audit.inzage_hash(inzage)
    -- Words that the retention erased, and not a day before.
    and (
        inzage.reden = '(gewist)'
        and inzage.gevraagd_op + register.termijn('WIV-R.4_oproep', current_date) <= current_date
    ) is not true
$$;
comment on function audit.inzage_gebreken() is
'WIV-6.10: look-ups that were changed, removed or inserted beside the chain; places and kinds of faults, never whom';

create or replace function audit.controleer(anker_nummers bigint[] default '{}', anker_hashes text[] default '{}')
returns table (volgnummer bigint, gebeurtenis_id bigint, gebrek text)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
select * from audit.controleer_keten(anker_nummers, anker_hashes)
union all
select * from audit.inzage_gebreken()
order by 1 nulls last, 2, 3
$$;
comment on function audit.controleer(bigint[], text[]) is
'LMVW-4a, WIV-6.10: faults of the chain and the look-ups, first the first; none when nothing was changed, removed, inserted or moved, also against anchors';

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
    where m.member = quote_ident(session_user)::regrole and g.rolname in ('cwr_huurprijs', 'cwr_toezicht', 'cwr_dpo');
    if cardinality(doelen) is distinct from 1 then
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
return case
    when (inlog).toepassing is null then 'toegelaten'
    when coalesce(gebruiker, '') = '' then 'gebruiker_ontbreekt'
    when exists (
        select from register.partij_gebruiker as g
        where g.partij_code = (inlog).partij_code and g.gebruiker = toets_gebruiker.gebruiker and g.beeindigd_op is null
    ) then 'toegelaten'
    else 'gebruiker_onbekend'
end;

-- Words of people, for the log: without anything that has the form of a national number.
create or replace function cwr_inzage.lijkt_insz(woorden text) returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
return woorden ~ '(?<![0-9])[0-9]{2}[.]?[0-9]{2}[.]?[0-9]{2}[- ]?[0-9]{3}[.]?[0-9]{2}(?![0-9])';

create or replace function cwr_inzage.vraag(persoon text, reden text, gebruiker text default null) returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    bevoegd record;
    inlog toegang.inzage_login;
    nummer uuid;
    insz_gevraagd text;
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
    if cwr_inzage.lijkt_insz(vraag.reden) then
        raise exception 'a reason holds no national number: it is read by others' using errcode = 'invalid_parameter_value';
    end if;
    if vraag.persoon ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        nummer := vraag.persoon;
    elsif vraag.persoon ~ '^([0-9]{11}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2})$' then
        insz_gevraagd := translate(vraag.persoon, '.-', '');
    else
        -- Also without any.
        raise exception 'ask for one person, by an INSZ or a persoon_id' using errcode = 'invalid_parameter_value';
    end if;
    if exists (select from audit.inzage as i where i.transactie = pg_current_xact_id()) then
        raise exception 'one person at a time: commit before the next question' using errcode = 'insufficient_privilege';
    end if;

    -- WIV-6.10: who is unknown gets a number too, the same one the next time. Nothing in what the caller gets tells which of them it was.
    if nummer is null then
        select s.persoon_id into nummer from cwr_kluis.persoon_sleutel as s where s.insz = insz_gevraagd;
        if nummer is null then
            select b.persoon_id into nummer
            from cwr_kluis.bevraagd_persoon as b
            where b.insz = insz_gevraagd
            order by b.vastgelegd_op desc
            limit 1;
        end if;
        nummer := coalesce(nummer, gen_random_uuid());
        insert into cwr_kluis.bevraagd_persoon (persoon_id, insz) values (nummer, insz_gevraagd) on conflict do nothing;
    else
        insert into cwr_kluis.bevraagd_persoon (persoon_id, insz, bron_sleutel)
        select s.persoon_id, s.insz, s.bron_sleutel
        from cwr_kluis.persoon_sleutel as s
        where s.persoon_id = nummer
        on conflict do nothing;
    end if;

    insert into audit.inzage as i (doel, partij_code, toepassing, gebruiker, persoon_id, uitkomst, reden)
    values (
        bevoegd.doel,
        inlog.partij_code,
        coalesce(
            inlog.toepassing,
            case when programma ~ '^[A-Za-z0-9_.:@ /-]{1,64}$' and not cwr_inzage.lijkt_insz(programma) then programma end,
            '(onbekend)'
        ),
        case
            when inlog.toepassing is null then session_user
            when coalesce(vraag.gebruiker, '') = '' then '(ontbreekt)'
            when vraag.gebruiker ~ '^[A-Za-z0-9_.@:-]{1,64}$' and not cwr_inzage.lijkt_insz(vraag.gebruiker) then vraag.gebruiker
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

-- Waits until what was committed before now is on disk: with synchronous_commit off, which everybody may set, a commit is told earlier.
create or replace function cwr_inzage.wacht_op_schijf() returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    tot pg_lsn := pg_current_wal_insert_lsn();
    in_blok numeric := mod(tot - '0/0'::pg_lsn, current_setting('wal_block_size')::numeric);
    uiterlijk timestamptz := clock_timestamp() + interval '10 seconds';
begin
    -- Right behind the header of a page nothing has been written on that page yet.
    if in_blok in (24, 40) then
        tot := tot - in_blok;
    end if;
    while pg_current_wal_flush_lsn() < tot
    loop
        if clock_timestamp() > uiterlijk then
            raise exception 'the log of look-ups did not reach the disk: ask again' using errcode = 'insufficient_resources';
        end if;
        perform pg_sleep(0.01);
    end loop;
end
$$;

-- WIV-4.6: everything in the vault and the confidential layer about a person, found by the catalog, so that a new relation is not
-- forgotten: by the number of a person; else by its leases; else, of head leases and dwellings, by those of its leases and of what it owns.
create or replace function cwr_inzage.alles_over(personen uuid[]) returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    huur uuid[];
    hoofd uuid[];
    woning uuid[];
    namen uuid[];
    relatie record;
    rijen jsonb;
    gevonden jsonb := '{}';
begin
    select array_agg(distinct g.huurovereenkomst_id) into huur
    from (
        select l.huurovereenkomst_id from cwr_vertrouwelijk.gezinslid as l where l.persoon_id = any(personen)
        union all
        select h.huurovereenkomst_id from cwr_kluis.persoon_historie as h where h.persoon_id = any(personen)
        union all
        select h.huurovereenkomst_id from cwr_kluis.gezin_historie as h where h.persoon_id = any(personen)
    ) as g;
    select array_agg(distinct h.hoofdhuurovereenkomst_id) into hoofd
    from (
        select e.hoofdhuurovereenkomst_id from cwr_vertrouwelijk.eigenaar as e where e.persoon_id = any(personen)
        union all
        select o.hoofdhuurovereenkomst_id from cwr_vertrouwelijk.huurovereenkomst as o where o.huurovereenkomst_id = any(huur)
    ) as h;
    select array_agg(distinct w.woning_id) into woning
    from (
        select o.woning_id from cwr_vertrouwelijk.huurovereenkomst as o where o.huurovereenkomst_id = any(huur)
        union all
        select o.woning_id from cwr_vertrouwelijk.hoofdhuurovereenkomst as o where o.hoofdhuurovereenkomst_id = any(hoofd)
    ) as w;
    select array_agg(p.pseudoniem) into namen from cwr_kluis.pseudoniem as p where p.persoon_id = any(personen);

    for relatie in
        select v.relatie, v.voorwaarde
        from cwr_inzage.vindplaatsen() as v
        where v.voorwaarde is not null
        order by v.relatie
    loop
        execute format(
            'select jsonb_agg(to_jsonb(t) - ''rij_hash'') from %s as t where %s', relatie.relatie, relatie.voorwaarde
        )
        into rijen
        using personen, huur, hoofd, woning, namen;
        if rijen is not null then
            gevonden := gevonden || jsonb_build_object(relatie.relatie, rijen);
        end if;
    end loop;
    return gevonden;
end
$$;

-- Where a person is found in each relation; null where no row is of a person.
create or replace function cwr_inzage.vindplaatsen() returns table (relatie text, voorwaarde text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
select
    format('%I.%I', n.nspname, c.relname),
    case
        when k.persoon is not null then k.persoon
        when 'huurovereenkomst_id' = any(k.namen) then 't.huurovereenkomst_id = any($2)'
        when 'hoofdhuurovereenkomst_id' = any(k.namen) then 't.hoofdhuurovereenkomst_id = any($3)'
        when 'woning_id' = any(k.namen) then 't.woning_id = any($4)'
        when array['oud', 'nieuw'] <@ k.namen then 't.oud = any($5) or t.nieuw = any($5)'
    end
from pg_class as c
inner join pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select
            array_agg(a.attname::text) as namen,
            string_agg(format('t.%I = any($1)', a.attname), ' or ' order by a.attnum)
            filter (where a.attname ~ '(^|_)persoon_id$') as persoon
        from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as k
-- What a build that was killed left behind has no readers.
where n.nspname in ('cwr_kluis', 'cwr_vertrouwelijk') and c.relkind in ('r', 'p') and c.relname !~ '__dbt_'
$$;

-- WIV-4.6: everyone who looked, by all numbers that the person had.
create or replace function cwr_inzage.wie_keek(personen uuid[]) returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
select
    coalesce(
        jsonb_agg(
            to_jsonb(i) - 'transactie' || jsonb_build_object('beantwoord_op', a.beantwoord_op, 'gevonden', a.gevonden)
            order by i.gevraagd_op
        ),
        '[]'
    )
from audit.inzage as i
left join audit.inzage_antwoord as a on i.vraag_id = a.vraag_id
where i.persoon_id = any(personen)
$$;

-- WIV-3.1.1 to WIV-3.1.7: who the person is, without its number.
create or replace function cwr_inzage.identiteit(personen uuid[]) returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select
            jsonb_build_object(
                'insz', p.insz, 'naam', p.naam, 'voornamen', p.voornamen, 'geboortedatum', p.geboortedatum, 'geslacht', p.geslacht,
                'straatnaam', p.straatnaam, 'huisnummer', p.huisnummer, 'busnummer', p.busnummer, 'postcode', p.postcode,
                'nis_code', p.nis_code
            )
        from cwr_kluis.persoon as p
        where p.persoon_id = any(personen)
        limit 1
    );
end
$$;

-- WIV-2.4a: a tenant or gezinslid of a lease that counts; and what the purpose may read by its own rights, so that it finds those rows.
create or replace function cwr_inzage.voor_huurprijs(personen uuid[]) returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from toegang.recht_van(session_user) as recht where recht.regime = 'cwr' and recht.gebied_soort = 'vlaanderen'
    ) then
        return null;
    end if;
    return (
        select
            jsonb_build_object(
                'identiteit', cwr_inzage.identiteit(personen),
                'huurovereenkomsten', jsonb_agg(
                    jsonb_build_object(
                        'huurovereenkomst_id', l.huurovereenkomst_id,
                        'pseudoniem_huurprijs', l.pseudoniem_huurprijs,
                        'gezinskorting_toegepast', (
                            select bool_or(b.gezinskorting_toegepast)
                            from cwr_vertrouwelijk.huurprijsberekening as b
                            where b.huurovereenkomst_id = l.huurovereenkomst_id
                        )
                    )
                    order by l.huurovereenkomst_id
                )
            )
        from cwr_vertrouwelijk.gezinslid as l
        where l.persoon_id = any(personen)
        having count(*) > 0
    );
end
$$;

-- WIV-4.7, article 9 GDPR: within the woonmaatschappijen under inspection, identity and data about health. Which relations hold these,
-- their policies say: a new one is not forgotten, and one without such a policy is not shown.
create or replace function cwr_inzage.voor_toezicht(personen uuid[]) returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    onder_toezicht text[] := array(
        select recht.gebied_code from toegang.recht_van(session_user) as recht
        where recht.regime = 'cwr' and recht.gebied_soort = 'woonmaatschappij'
    );
    huur uuid[];
    relatie record;
    rijen jsonb;
    gezondheid jsonb := '{}';
begin
    if not exists (
        select from cwr_vertrouwelijk.gezinslid as l
        where l.persoon_id = any(personen) and l.woonmaatschappij_kbo = any(onder_toezicht)
        union all
        select from cwr_vertrouwelijk.eigenaar as e
        where e.persoon_id = any(personen) and e.woonmaatschappij_kbo = any(onder_toezicht)
        union all
        select from cwr_vertrouwelijk.handicap as h
        where h.persoon_id = any(personen) and h.woonmaatschappij_kbo = any(onder_toezicht)
    ) then
        return null;
    end if;
    huur := array(
        select l.huurovereenkomst_id from cwr_vertrouwelijk.gezinslid as l
        where l.persoon_id = any(personen) and l.woonmaatschappij_kbo = any(onder_toezicht)
    );
    for relatie in
        select v.relatie, v.voorwaarde
        from cwr_inzage.vindplaatsen() as v
        where exists (
            select from pg_policy as p
            where p.polrelid = v.relatie::regclass and p.polname ~ '^cwr_grondslag_'
        )
        order by v.relatie
    loop
        execute format(
            'select jsonb_agg(to_jsonb(t) - array[''rij_hash'', ''persoon_id'', ''pseudoniem_statistiek'']) '
            'from %s as t where (%s) and t.woonmaatschappij_kbo = any($6)', relatie.relatie, relatie.voorwaarde
        )
        into rijen
        using personen, huur, null::uuid[], null::uuid[], null::uuid[], onder_toezicht;
        if rijen is not null then
            gezondheid := gezondheid || jsonb_build_object(relatie.relatie, rijen);
        end if;
    end loop;
    return jsonb_build_object('identiteit', cwr_inzage.identiteit(personen), 'gezondheid', gezondheid);
end
$$;

create or replace function cwr_inzage.antwoord(nummer uuid) returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    bevoegd record;
    rij audit.inzage;
    personen uuid[];
    gegeven jsonb;
begin
    select * into bevoegd from cwr_inzage.bevoegd();
    -- Visible and of another transaction is committed: this transaction, with all its savepoints and blocks, has one number.
    select i.* into rij
    from audit.inzage as i
    where
        i.vraag_id = antwoord.nummer and i.login = session_user and i.transactie <> pg_current_xact_id()
        and i.doel = bevoegd.doel;
    if rij.vraag_id is null then
        raise exception 'there is no such question of this login: ask, and commit, first' using errcode = 'insufficient_privilege';
    end if;
    if rij.gevraagd_op < clock_timestamp() - interval '5 minutes' then
        raise exception 'that question is more than 5 minutes old: ask again' using errcode = 'insufficient_privilege';
    end if;
    if exists (select from audit.inzage_antwoord as a where a.vraag_id = rij.vraag_id) then
        raise exception 'that question was answered: ask again' using errcode = 'insufficient_privilege';
    end if;
    if exists (select from audit.inzage_antwoord as a where a.transactie = pg_current_xact_id()) then
        raise exception 'one person at a time: commit before the next answer' using errcode = 'insufficient_privilege';
    end if;
    if rij.uitkomst <> 'toegelaten' or cwr_inzage.toets_gebruiker(bevoegd.inlog, rij.gebruiker) <> 'toegelaten' then
        raise exception 'WIV-6.7: the application passed no user who may ask; the question was written down'
            using errcode = 'insufficient_privilege';
    end if;
    perform cwr_inzage.wacht_op_schijf();

    select array_agg(distinct n.persoon_id) into personen
    from (
        select rij.persoon_id
        union all
        select alle.persoon_id
        from (
            select s.persoon_id, s.insz from cwr_kluis.persoon_sleutel as s
            union all
            select b.persoon_id, b.insz from cwr_kluis.bevraagd_persoon as b
        ) as alle
        where alle.insz = (
            select b.insz from cwr_kluis.bevraagd_persoon as b where b.persoon_id = rij.persoon_id
        )
    ) as n;
    gegeven := case rij.doel
        when 'huurprijs' then cwr_inzage.voor_huurprijs(personen)
        when 'toezicht' then cwr_inzage.voor_toezicht(personen)
        when 'dpo' then jsonb_build_object(
            'personen', to_jsonb(personen),
            'gegevens', cwr_inzage.alles_over(personen),
            'inzagen', cwr_inzage.wie_keek(personen)
        )
    end;
    insert into audit.inzage_antwoord (vraag_id, gevonden)
    values (
        rij.vraag_id,
        -- That somebody was asked for is no finding.
        gegeven is not null and (gegeven -> 'gegevens') - 'cwr_kluis.bevraagd_persoon' is distinct from '{}'
    );
    insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
    select
        'inzage.antwoord', a.vraag_id, 'cwr', 'audit.inzage_antwoord', jsonb_build_object('gevonden', a.gevonden)
    from audit.inzage_antwoord as a
    where a.vraag_id = rij.vraag_id;
    return gegeven;
end
$$;
comment on function cwr_inzage.antwoord(uuid) is
'WIV-6.10: answers, once and within 5 minutes, a question of the same login that was committed; null for who is unknown or outside the scope';

-- With the rights of its caller and without settings of its own, or it could not commit. In an open transaction the first word fails.
create or replace procedure cwr_inzage.persoon(
    persoon text, reden text, gebruiker text default null, inout antwoord jsonb default null
)
language plpgsql
as $$
declare
    nummer pg_catalog.uuid;
begin
    commit;
    -- Logins of readers are read-only until they say otherwise.
    set transaction read write;
    nummer := cwr_inzage.vraag(persoon, reden, gebruiker);
    commit;
    set transaction read write;
    antwoord := cwr_inzage.antwoord(nummer);
end
$$;
comment on procedure cwr_inzage.persoon(text, text, text, jsonb) is
'WIV-6.10: looks one person up: writes the question, commits it, and only then answers; CALL it outside a transaction';

revoke all on function
audit.inzage_hash(audit.inzage), audit.inzage_gebreken(), audit.controleer(bigint[], text[]),
cwr_inzage.bevoegd(), cwr_inzage.toets_gebruiker(toegang.inzage_login, text), cwr_inzage.lijkt_insz(text),
cwr_inzage.vraag(text, text, text), cwr_inzage.wacht_op_schijf(), cwr_inzage.alles_over(uuid[]), cwr_inzage.vindplaatsen(),
cwr_inzage.wie_keek(uuid[]), cwr_inzage.identiteit(uuid[]), cwr_inzage.voor_huurprijs(uuid[]), cwr_inzage.voor_toezicht(uuid[]),
cwr_inzage.antwoord(uuid)
from public;
revoke all on procedure cwr_inzage.persoon(text, text, text, jsonb) from public;
grant execute on function audit.controleer(bigint[], text[]) to woonkluis_audit, lmvw_beheer, cwr_dpo;
grant execute on function cwr_inzage.vraag(text, text, text), cwr_inzage.antwoord(uuid) to cwr_huurprijs, cwr_toezicht, cwr_dpo;
grant execute on procedure cwr_inzage.persoon(text, text, text, jsonb) to cwr_huurprijs, cwr_toezicht, cwr_dpo;

reset role;
