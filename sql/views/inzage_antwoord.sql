-- WIV-6.10: the answer to a question about one person (sql/views/inzage.sql), which must be committed and on disk before it.
set local role woonkluis_eigenaar;

-- Waits until what was written before a place in the WAL is on disk: with synchronous_commit off, which everybody may set, a commit is told
-- earlier.
create or replace function cwr_inzage.wacht_op_schijf(tot pg_lsn) returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
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
            'select jsonb_agg(to_jsonb(t) - array[''rij_hash'', ''bevraagd_persoon_id'']) from %s as t where %s', relatie.relatie, relatie.voorwaarde
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
            to_jsonb(i) - array['transactie', 'cluster'] || jsonb_build_object('beantwoord_op', a.beantwoord_op, 'gevonden', a.gevonden)
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

-- WIV-6.10: whose a number of the vault is that was asked by, as long as the log refers to it: the person may go before (WIV-R.1,
-- register.wis_personen). The term is of the first question, not of the day on which this was written.
create or replace function cwr_inzage.bewaar_nummers(nummers uuid[]) returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
with bewaard as (
    insert into cwr_kluis.bevraagd_persoon as b (persoon_id, insz, bron_sleutel, vastgelegd_op)
    select s.persoon_id, s.insz, s.bron_sleutel, gevraagd.eerst
    from cwr_kluis.persoon_sleutel as s
    inner join (
        select i.persoon_id, min(i.gevraagd_op) as eerst
        from audit.inzage as i
        where i.persoon_id = any(nummers)
        group by i.persoon_id
    ) as gevraagd on s.persoon_id = gevraagd.persoon_id
    where not exists (select from cwr_kluis.bevraagd_persoon as er where er.persoon_id = s.persoon_id)
    returning b as rij
)

insert into audit.gebeurtenis (soort, onderwerp, regime, relatie, toelichting)
select
    'inzage.persoon',
    (bewaard.rij).persoon_id::text,
    'cwr',
    'cwr_kluis.bevraagd_persoon',
    jsonb_build_object('persoon_hash', audit.bevraagd_hash(bewaard.rij), 'vastgelegd_op', (bewaard.rij).vastgelegd_op)
from bewaard
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
    -- In this order: what the snapshot shows was committed before that place. Read later, it would lie behind what reading itself writes (a
    -- page that is cleaned up), which no commit brings to the disk.
    vooraf pg_snapshot := pg_current_snapshot();
    geschreven pg_lsn := pg_current_wal_insert_lsn();
    dit_cluster bigint := (pg_control_system()).system_identifier;
    personen uuid[];
    gegeven jsonb;
begin
    select * into bevoegd from cwr_inzage.bevoegd();
    -- Visible and of another transaction is committed: this transaction, with all its savepoints and blocks, has one number.
    select i.* into rij
    from audit.inzage as i
    where
        i.vraag_id = antwoord.nummer and i.login = session_user and i.doel = bevoegd.doel
        -- In a cluster into which a dump was restored the numbers begin again.
        and (i.cluster <> dit_cluster or (pg_visible_in_snapshot(i.transactie, vooraf) and i.transactie <> pg_current_xact_id()));
    if rij.vraag_id is null then
        raise exception 'there is no such question of this login: ask, and commit, first' using errcode = 'insufficient_privilege';
    end if;
    if rij.gevraagd_op < clock_timestamp() - interval '5 minutes' then
        raise exception 'that question is more than 5 minutes old: ask again' using errcode = 'insufficient_privilege';
    end if;
    if exists (select from audit.inzage_antwoord as a where a.vraag_id = rij.vraag_id) then
        raise exception 'that question was answered: ask again' using errcode = 'insufficient_privilege';
    end if;
    if exists (
        select from audit.inzage_antwoord as a where a.transactie = pg_current_xact_id() and a.cluster = dit_cluster
    ) then
        raise exception 'one person at a time: commit before the next answer' using errcode = 'insufficient_privilege';
    end if;
    if rij.uitkomst <> 'toegelaten' or cwr_inzage.toets_gebruiker(bevoegd.inlog, rij.gebruiker) <> 'toegelaten' then
        raise exception 'WIV-6.7: the application passed no user who may ask; the question was written down'
            using errcode = 'insufficient_privilege';
    end if;
    perform cwr_inzage.wacht_op_schijf(geschreven);

    if exists (select from cwr_kluis.persoon_sleutel as s where s.persoon_id = rij.persoon_id) then
        perform cwr_inzage.bewaar_nummers(array[rij.persoon_id]);
    end if;

    -- All numbers of the person, by its INSZ or the key of who has none; those of other questions are of use to the DPO only.
    with wie as materialized (
        select s.insz, s.bron_sleutel from cwr_kluis.persoon_sleutel as s where s.persoon_id = rij.persoon_id
        union
        select b.insz, b.bron_sleutel from cwr_kluis.bevraagd_persoon as b where b.persoon_id = rij.persoon_id
    )

    select array_agg(distinct n.persoon_id) into personen
    from (
        select rij.persoon_id
        union all
        select s.persoon_id from cwr_kluis.persoon_sleutel as s inner join wie on s.insz = wie.insz
        union all
        select s.persoon_id from cwr_kluis.persoon_sleutel as s inner join wie on s.bron_sleutel = wie.bron_sleutel
        union all
        select b.persoon_id
        from cwr_kluis.bevraagd_persoon as b
        where
            rij.doel = 'dpo'
            and (b.insz in (select wie.insz from wie) or b.bron_sleutel in (select wie.bron_sleutel from wie))
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
        'inzage.antwoord', a.vraag_id, 'cwr', 'audit.inzage_antwoord',
        jsonb_build_object('gevonden', a.gevonden, 'antwoord_hash', audit.antwoord_hash(a))
    from audit.inzage_antwoord as a
    where a.vraag_id = rij.vraag_id;
    return gegeven;
end
$$;
comment on function cwr_inzage.antwoord(uuid) is
'WIV-6.10: answers, once and within 5 minutes, a committed question of the same login; null for who is unknown or outside the scope';

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
comment on procedure cwr_inzage.persoon (text, text, text, jsonb) is
'WIV-6.10: looks one person up: writes the question, commits it, and only then answers; CALL it outside a transaction';

revoke all on function
cwr_inzage.wacht_op_schijf(pg_lsn), cwr_inzage.alles_over(uuid[]), cwr_inzage.vindplaatsen(), cwr_inzage.wie_keek(uuid[]),
cwr_inzage.identiteit(uuid[]), cwr_inzage.voor_huurprijs(uuid[]), cwr_inzage.voor_toezicht(uuid[]),
cwr_inzage.bewaar_nummers(uuid[]), cwr_inzage.antwoord(uuid)
from public;
revoke all on procedure cwr_inzage.persoon(text, text, text, jsonb) from public;
grant execute on function cwr_inzage.antwoord(uuid) to cwr_huurprijs, cwr_toezicht, cwr_dpo;
grant execute on procedure cwr_inzage.persoon(text, text, text, jsonb) to cwr_huurprijs, cwr_toezicht, cwr_dpo;

reset role;
