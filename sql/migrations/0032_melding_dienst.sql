-- depends: 0032_melding
-- WIV-4.12, WIV-7.4: what the delivery endpoint may ask of notices, and tell. It reads no table.
set local role woonkluis_eigenaar;

-- WIV-4.12, WIV-7.4: a woonmaatschappij reads and answers its own notices through the endpoint too.
alter table register.partij_dienst drop constraint partij_dienst_dienst_check;
alter table register.partij_dienst add constraint partij_dienst_dienst_check check (
    dienst in ('levering.toevoegen', 'levering.status', 'melding.lezen', 'melding.beantwoorden')
);
comment on column register.partij_dienst.dienst is 'levering.toevoegen, levering.status, melding.lezen or melding.beantwoorden';

create function register.lees_meldingen(partij text, bronhouder text)
returns table (
    melding_id uuid,
    bronhouder_code text,
    regel_id text,
    klasse text,
    artikel text,
    titel text,
    actie text,
    toestand text,
    levering_id bigint,
    vastgesteld_op timestamptz,
    onderzoek_tot date,
    maatregelen_tot date,
    records bigint,
    eerste jsonb
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
select
    m.melding_id,
    m.bronhouder_code,
    m.regel_id,
    m.klasse,
    m.artikel,
    m.titel,
    m.actie,
    s.toestand,
    m.levering_id,
    m.vastgesteld_op,
    m.onderzoek_tot,
    m.maatregelen_tot,
    (select count(*) from register.melding_record as r where r.melding_id = m.melding_id and r.einde_op is null),
    (
        select coalesce(jsonb_agg(jsonb_build_object('laag', k.laag, 'sleutel', k.sleutel, 'veld', k.kolom)), '[]')
        from (
            select r.laag, r.sleutel, r.kolom
            from register.melding_record as r
            where r.melding_id = m.melding_id and r.einde_op is null
            order by r.laag, r.sleutel, r.kolom
            limit 1000
        ) as k
    )
from register.melding as m
cross join lateral (
    select t.toestand from register.melding_stap as t where t.melding_id = m.melding_id order by t.volgnummer desc limit 1
) as s
where
    s.toestand <> 'afgesloten'
    and m.bronhouder_code in (
        select d.bronhouder_code from register.partij_dienst as d
        where
            d.partij_code = lees_meldingen.partij and d.dienst = 'melding.lezen' and d.beeindigd_op is null
            and d.bronhouder_code = coalesce(lees_meldingen.bronhouder, d.bronhouder_code)
    )
order by m.maatregelen_tot, m.regel_id, m.melding_id
limit 1000
$$;
comment on function register.lees_meldingen(text, text) is
'WIV-4.12, WIV-7.1: open notices of the woonmaatschappijen for which this party may read them, with the keys of at most 1000 records each';

create function register.beantwoord_melding(partij text, gebruiker text, melding uuid, toestand text, toelichting text)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Of another woonmaatschappij, or not there: the same answer.
    if not exists (
        select from register.melding as m
        inner join register.partij_dienst as d on m.bronhouder_code = d.bronhouder_code
        where
            m.melding_id = melding and d.partij_code = partij and d.dienst = 'melding.beantwoorden' and d.beeindigd_op is null
    ) then
        return 'onbekende_melding';
    end if;
    insert into register.melding_stap (melding_id, volgnummer, toestand, reden, namens, door, toelichting)
    values (
        melding, 1, beantwoord_melding.toestand, 'antwoord', 'woonmaatschappij', partij || ':' || gebruiker,
        beantwoord_melding.toelichting
    );
    return 'vastgelegd';
exception
    when check_violation or unique_violation then
        return 'antwoord_past_niet';
end
$$;
comment on function register.beantwoord_melding(text, text, uuid, text, text) is
'WIV-7.2 to WIV-7.4: records what a woonmaatschappij answers to a notice of its own';
revoke all on function register.lees_meldingen(text, text), register.beantwoord_melding(text, text, uuid, text, text) from public;
grant execute on function register.lees_meldingen(text, text), register.beantwoord_melding(text, text, uuid, text, text)
to woonkluis_api;

-- As in 0028; of what a party only reads or answers it need not name the woonmaatschappij.
create or replace function register.toets_oproep(dn text, dienst text, gebruiker text, bronhouder text)
returns table (uitkomst text, partij_code text, toepassing text, bronhouder_code text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    certificaat register.partij_certificaat;
    voor text[];
begin
    select * into certificaat from register.partij_certificaat as c where c.dn = toets_oproep.dn;
    if certificaat.dn is null then
        return query select 'onbekend_certificaat', null::text, null::text, null::text;
        return;
    end if;
    select array_agg(d.bronhouder_code) into voor
    from register.partij_dienst as d
    where
        d.partij_code = certificaat.partij_code and d.dienst = toets_oproep.dienst and d.beeindigd_op is null
        and d.bronhouder_code = coalesce(toets_oproep.bronhouder, d.bronhouder_code);
    return query
    select
        case
            when certificaat.ingetrokken_op is not null then 'certificaat_ingetrokken'
            when voor is null then 'dienst_niet_toegestaan'
            when coalesce(toets_oproep.gebruiker, '') = '' then 'gebruiker_ontbreekt'
            when not exists (
                select from register.partij_gebruiker as g
                where
                    g.partij_code = certificaat.partij_code and g.gebruiker = toets_oproep.gebruiker and g.beeindigd_op is null
            ) then 'gebruiker_onbekend'
            -- These may be asked for any of them; a delivery is of one.
            when toets_oproep.dienst in ('levering.status', 'melding.lezen', 'melding.beantwoorden') then 'toegelaten'
            when cardinality(voor) > 1 then 'bronhouder_ontbreekt'
            when exists (
                select from register.stopzetting as s
                where s.regime = 'cwr' and s.bronhouder_code = voor[1] and s.hervat_op is null
            ) then 'gestopt'
            else 'toegelaten'
        end,
        certificaat.partij_code,
        certificaat.toepassing,
        case when cardinality(voor) = 1 then voor[1] end;
end
$$;

reset role;
