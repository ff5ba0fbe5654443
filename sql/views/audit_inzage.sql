-- WIV-6.10: the verifier of the chain, with the look-ups of persons whose hash the chain holds.
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
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
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
        ) is not true;
end
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
'LMVW-4a, WIV-6.10: faults of the chain and its look-ups; none when nothing was changed, removed, inserted or moved, also against anchors';

revoke all on function audit.inzage_hash(audit.inzage), audit.inzage_gebreken(), audit.controleer(bigint[], text[]) from public;
grant execute on function audit.controleer(bigint[], text[]) to woonkluis_audit, lmvw_beheer, cwr_dpo;

reset role;
