-- WIV-5.1: a woning that any message of this build delivered counts once, from the highest number in which it stands, unless a later
-- one took it away. WIV-7.1: a message from which it was set aside says nothing of it; what went on counting by a snapshot still does,
-- unless a later message says otherwise. Counted in another way than the model does, from landing itself.
with afgezonderd as (
    select distinct
        levering_id,
        woonmaatschappij_woning_id
    from {{ source('register', 'afgezonderd') }}
),

uitspraak as (
    select
        levering_id as bericht_id,
        levering_id,
        woonmaatschappij_woning_id,
        false as verwijderd
    from {{ source('landing', 'cwr_woning_veld') }}
    union all
    select
        levering_id as bericht_id,
        levering_id,
        woonmaatschappij_woning_id,
        true as verwijderd
    from {{ source('landing', 'cwr_verwijderde_woning_veld') }}
),

geldig as (
    select uitspraak.*
    from uitspraak
    left join afgezonderd
        on
            uitspraak.levering_id = afgezonderd.levering_id
            and uitspraak.woonmaatschappij_woning_id = afgezonderd.woonmaatschappij_woning_id
    where afgezonderd.levering_id is null
    union all
    select
        levering_id as bericht_id,
        uit_levering_id as levering_id,
        woonmaatschappij_woning_id,
        false as verwijderd
    from {{ source('register', 'blijvend') }}
),

genummerd as (
    select
        levering.woonmaatschappij_kbo,
        geldig.woonmaatschappij_woning_id,
        max(levering.volgnummer) filter (where not geldig.verwijderd) as geleverd_nummer,
        max(levering.volgnummer) filter (where geldig.verwijderd) as verwijderd_nummer,
        (array_agg(geldig.levering_id order by levering.volgnummer desc) filter (where not geldig.verwijderd))[1] as levering_id
    from geldig
    inner join {{ ref('stg_cwr__levering') }} as levering on geldig.bericht_id = levering.levering_id
    group by levering.woonmaatschappij_kbo, geldig.woonmaatschappij_woning_id
),

verwacht as (
    select
        woonmaatschappij_kbo,
        woonmaatschappij_woning_id,
        levering_id
    from genummerd
    where coalesce(verwijderd_nummer, -1) <= geleverd_nummer
),

final as (
    select
        coalesce(verwacht.woonmaatschappij_kbo, woning.woonmaatschappij_kbo) as woonmaatschappij_kbo,
        coalesce(verwacht.levering_id, -1) as verwacht_levering_id
    from verwacht
    full join {{ ref('woning') }} as woning
        on
            verwacht.woonmaatschappij_kbo = woning.woonmaatschappij_kbo
            and verwacht.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
    where verwacht.levering_id is distinct from woning.levering_id
)

select * from final
