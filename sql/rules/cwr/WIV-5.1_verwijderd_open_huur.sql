-- regel: WIV-5.1_verwijderd_open_huur
-- ernst: waarschuwing
-- artikel: 5
-- laag: verwijderdeWoning
-- titel: Een mutatie haalt geen woning weg met een lopende huurovereenkomst
-- klasse: foutief
-- actie: Lever eerst het einde van de huurovereenkomst.
-- What was told last of a woning counts: of the messages before this one in the count, from the last that told all. Those that are checked
-- and wait are among them; a rejected one and one that gave way are not. Behind a gap nothing is found: what is missing may be the end of
-- the lease. The retention keeps what was told last, and an open lease always.
with weg as (
    select
        verwijderde_woning.rij,
        verwijderde_woning.woonmaatschappij_woning_id,
        coalesce(verwijderde_woning.verwijderd_op, levering.peildatum) as verwijderd_op
    from pg_temp.verwijderde_woning
    cross join pg_temp.levering
),

eerder as (
    select
        ander.levering_id,
        ander.bericht_soort,
        ander.volgnummer,
        levering.volgnummer as dit_volgnummer,
        max(ander.volgnummer) filter (where ander.bericht_soort = 'volledig') over () as volledig_volgnummer
    from register.levering as ander
    cross join pg_temp.levering
    where
        ander.regime = 'cwr'
        and ander.bronhouder_code = levering.bronhouder_code
        and ander.volgnummer < levering.volgnummer
        and (
            ander.status = 'geaccepteerd'
            or (
                ander.status in ('gelezen', 'gecontroleerd')
                and ander.aangemaakt_op <= levering.aangemaakt_op
                -- A number that counts already is taken: what waits under it too, will be rejected.
                and not exists (
                    select from register.levering as geldend
                    where
                        geldend.regime = 'cwr'
                        and geldend.bronhouder_code = ander.bronhouder_code
                        and geldend.volgnummer = ander.volgnummer
                        and geldend.status = 'geaccepteerd'
                )
                and not exists (
                    select from register.bevinding
                    where bevinding.levering_id = ander.levering_id and bevinding.ernst = 'blokkerend'
                )
            )
        )
),

reeks as (
    select
        eerder.levering_id,
        eerder.volgnummer
    from eerder
    where
        eerder.volgnummer >= eerder.volledig_volgnummer
        and (
            select count(distinct tussen.volgnummer) from eerder as tussen
            where tussen.volgnummer >= tussen.volledig_volgnummer
        ) = eerder.dit_volgnummer - eerder.volledig_volgnummer
),

-- Is true: looked up in a hash. Joined, the server expects one row of what was landed a moment ago and compares all with all.
genoemd as (
    select
        reeks.levering_id,
        reeks.volgnummer,
        woning.woonmaatschappij_woning_id,
        false as verwijderd
    from reeks
    inner join landing.cwr_woning_veld as woning on reeks.levering_id = woning.levering_id
    where (woning.woonmaatschappij_woning_id in (select weg.woonmaatschappij_woning_id from pg_temp.verwijderde_woning as weg)) is true
    union all
    select
        blijvend.uit_levering_id,
        reeks.volgnummer,
        blijvend.woonmaatschappij_woning_id,
        false as verwijderd
    from reeks
    inner join register.blijvend on reeks.levering_id = blijvend.levering_id
    where (blijvend.woonmaatschappij_woning_id in (select weg.woonmaatschappij_woning_id from pg_temp.verwijderde_woning as weg)) is true
    union all
    select
        reeks.levering_id,
        reeks.volgnummer,
        woning.woonmaatschappij_woning_id,
        true as verwijderd
    from reeks
    inner join landing.cwr_verwijderde_woning_veld as woning on reeks.levering_id = woning.levering_id
    where (woning.woonmaatschappij_woning_id in (select weg.woonmaatschappij_woning_id from pg_temp.verwijderde_woning as weg)) is true
),

vorige as (
    select distinct on (genoemd.woonmaatschappij_woning_id)
        genoemd.woonmaatschappij_woning_id,
        genoemd.levering_id,
        genoemd.verwijderd
    from genoemd
    -- WIV-7.1: what was set aside says nothing, and what counted before it goes on.
    where
        not exists (
            select from register.afgezonderd
            where
                afgezonderd.levering_id = genoemd.levering_id
                and afgezonderd.woonmaatschappij_woning_id = genoemd.woonmaatschappij_woning_id
        )
    order by
        genoemd.woonmaatschappij_woning_id asc,
        genoemd.volgnummer desc,
        genoemd.levering_id asc,
        genoemd.verwijderd asc
),

bron as (
    select distinct levering_id from vorige
),

-- In one pass, not joined, for the same reason.
verhuurd as (
    select
        deel.woonmaatschappij_woning_id,
        max(deel.einde) as einde
    from (
        select
            levering_id,
            woonmaatschappij_woning_id,
            not verwijderd as telt,
            null::date as einde
        from vorige
        union all
        select
            huur.levering_id,
            huur.woonmaatschappij_woning_id,
            false as telt,
            coalesce(landing.datum(huur.einddatum), 'infinity') as einde
        from bron
        inner join landing.cwr_huurovereenkomst_veld as huur on bron.levering_id = huur.levering_id
    ) as deel
    group by deel.levering_id, deel.woonmaatschappij_woning_id
    having bool_or(deel.telt)
),

samen as (
    select
        deel.rij,
        deel.woonmaatschappij_woning_id,
        deel.verwijderd_op,
        max(deel.einde) over zelfde as einde
    from (
        select
            null::bigint as rij,
            woonmaatschappij_woning_id,
            null::date as verwijderd_op,
            einde
        from verhuurd
        union all
        select
            rij,
            woonmaatschappij_woning_id,
            verwijderd_op,
            null as einde
        from weg
    ) as deel
    window zelfde as (partition by deel.woonmaatschappij_woning_id)
)

select
    rij,
    'woonmaatschappij_woning_id' as kolom,
    woonmaatschappij_woning_id as waarde,
    'Volgens een eerdere levering loopt voor deze woning nog een huurovereenkomst. '
    'Lever eerst het einde van de huurovereenkomst.' as melding
from samen
where einde >= verwijderd_op
