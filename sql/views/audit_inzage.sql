-- WIV-6.10: the verifier of the chain, with the look-ups of persons, their answers and whose a number is: the chain holds their hashes.
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

create or replace function audit.antwoord_hash(rij audit.inzage_antwoord) returns text
language sql
stable
set search_path = pg_catalog, pg_temp
return encode(
    sha256(
        convert_to(
            jsonb_build_object(
                'vraag_id', (rij).vraag_id,
                'beantwoord_op', to_char((rij).beantwoord_op at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
                'gevonden', (rij).gevonden
            )::text,
            'UTF8'
        )
    ),
    'hex'
);
comment on function audit.antwoord_hash(audit.inzage_antwoord) is 'WIV-6.10: hash of an answer, as its event in the chain has it';

-- What the retention erased is told by the moment of the event, which the chain holds: an older row is no excuse.
create or replace function audit.inzage_gebreken(dag date default current_date)
returns table (volgnummer bigint, gebeurtenis_id bigint, gebrek text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    termijn interval := register.termijn('WIV-R.4_oproep', dag);
begin
    return query
    select
        gebeurtenis.volgnummer,
        gebeurtenis.gebeurtenis_id,
        case
            when inzage.vraag_id is null then 'verwijderd: de inzage van deze gebeurtenis'
            when gebeurtenis.onderwerp is null then 'ingevoegd: een inzage zonder gebeurtenis'
            else 'gewijzigd: de inzage van deze gebeurtenis'
        end
    from (
        select g.volgnummer, g.gebeurtenis_id, g.moment, g.onderwerp, g.toelichting ->> 'vraag_hash' as vraag_hash
        from audit.gebeurtenis as g
        where g.soort ~ '^oproep\.inzage\.'
    ) as gebeurtenis
    full join audit.inzage on gebeurtenis.onderwerp = inzage.vraag_id::text
    where
        gebeurtenis.vraag_hash is distinct from audit.inzage_hash(inzage)
        -- Words that the retention erased, and not a day before.
        and (inzage.reden = '(gewist)' and gebeurtenis.moment + termijn <= dag) is not true;

    return query
    select
        gebeurtenis.volgnummer,
        gebeurtenis.gebeurtenis_id,
        case
            when antwoord.vraag_id is null then 'verwijderd: het antwoord van deze gebeurtenis'
            when gebeurtenis.onderwerp is null then 'ingevoegd: een antwoord zonder gebeurtenis'
            else 'gewijzigd: het antwoord van deze gebeurtenis'
        end
    from (
        select g.volgnummer, g.gebeurtenis_id, g.onderwerp, g.toelichting
        from audit.gebeurtenis as g
        where g.soort = 'inzage.antwoord'
    ) as gebeurtenis
    full join audit.inzage_antwoord as antwoord on gebeurtenis.onderwerp = antwoord.vraag_id::text
    where
        antwoord.vraag_id is null
        or gebeurtenis.onderwerp is null
        -- Older events hold only whether anybody was found.
        or case
            when gebeurtenis.toelichting ? 'antwoord_hash'
                then gebeurtenis.toelichting ->> 'antwoord_hash' <> audit.antwoord_hash(antwoord)
            else (gebeurtenis.toelichting ->> 'gevonden')::boolean is distinct from antwoord.gevonden
        end;

    return query
    with gebeurtenis as (
        select
            g.volgnummer,
            g.gebeurtenis_id,
            g.onderwerp,
            g.toelichting ->> 'persoon_hash' as persoon_hash,
            (g.toelichting ->> 'vastgelegd_op')::timestamptz as vastgelegd_op
        from audit.gebeurtenis as g
        where g.soort = 'inzage.persoon'
    ),

    gevraagd as materialized (
        select distinct g.toelichting ->> 'persoon' as nummer
        from audit.gebeurtenis as g
        where g.soort ~ '^oproep\.inzage\.' and g.moment + termijn > dag
    ),

    persoon as (
        select b.persoon_id::text as nummer, audit.bevraagd_hash(b) as persoon_hash
        from cwr_kluis.bevraagd_persoon as b
    )

    select
        g.volgnummer,
        g.gebeurtenis_id,
        case
            when p.nummer is not null then 'ingevoegd of gewijzigd: wie achter een nummer staat, zonder gebeurtenis'
            when exists (select from persoon as er where er.nummer = g.onderwerp)
                then 'gewijzigd: wie achter het nummer van deze gebeurtenis staat'
            else 'verwijderd: wie achter het nummer van deze gebeurtenis staat'
        end
    from gebeurtenis as g
    full join persoon as p on g.persoon_hash = p.persoon_hash and g.onderwerp = p.nummer
    where
        (g.onderwerp is null or p.nummer is null)
        -- WIV-R.4: gone when nobody asked for the person within the term.
        and (
            p.nummer is null
            and g.vastgelegd_op + termijn <= dag
            and not exists (select from gevraagd where gevraagd.nummer = g.onderwerp)
        ) is not true;
end
$$;
comment on function audit.inzage_gebreken(date) is
'WIV-6.10: look-ups, answers and whose a number is, where changed, removed or inserted beside the chain; places and kinds, never whom';

create or replace function audit.controleer(anker_nummers bigint[] default '{}', anker_hashes text[] default '{}')
returns table (volgnummer bigint, gebeurtenis_id bigint, gebrek text)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
select * from audit.controleer_keten(anker_nummers, anker_hashes)
union all
select * from audit.inzage_gebreken(current_date)
order by 1 nulls last, 2, 3
$$;
comment on function audit.controleer(bigint[], text[]) is
'LMVW-4a, WIV-6.10: faults of the chain and its look-ups; none when nothing was changed, removed, inserted or moved, also against anchors';

revoke all on function
audit.inzage_hash(audit.inzage), audit.antwoord_hash(audit.inzage_antwoord), audit.inzage_gebreken(date),
audit.controleer(bigint[], text[])
from public;
grant execute on function audit.controleer(bigint[], text[]) to woonkluis_audit, lmvw_beheer, cwr_dpo;

reset role;
