-- WIV-5.1: a woning that any message of this build delivered counts once, from the highest number in which it stands, unless a later
-- one took it away. Counted in another way than the model does, from landing itself.
with genoemd as (
    select
        levering.woonmaatschappij_kbo,
        woning.woonmaatschappij_woning_id,
        max(levering.volgnummer) as geleverd_nummer
    from {{ source('landing', 'cwr_woning_veld') }} as woning
    inner join {{ ref('stg_cwr__levering') }} as levering on woning.levering_id = levering.levering_id
    group by levering.woonmaatschappij_kbo, woning.woonmaatschappij_woning_id
),

weg as (
    select
        levering.woonmaatschappij_kbo,
        woning.woonmaatschappij_woning_id,
        max(levering.volgnummer) as verwijderd_nummer
    from {{ source('landing', 'cwr_verwijderde_woning_veld') }} as woning
    inner join {{ ref('stg_cwr__levering') }} as levering on woning.levering_id = levering.levering_id
    group by levering.woonmaatschappij_kbo, woning.woonmaatschappij_woning_id
),

verwacht as (
    select
        genoemd.woonmaatschappij_kbo,
        genoemd.woonmaatschappij_woning_id,
        genoemd.geleverd_nummer
    from genoemd
    left join weg
        on
            genoemd.woonmaatschappij_kbo = weg.woonmaatschappij_kbo
            and genoemd.woonmaatschappij_woning_id = weg.woonmaatschappij_woning_id
    where coalesce(weg.verwijderd_nummer, -1) <= genoemd.geleverd_nummer
),

final as (
    select
        coalesce(verwacht.woonmaatschappij_kbo, woning.woonmaatschappij_kbo) as woonmaatschappij_kbo,
        coalesce(verwacht.geleverd_nummer, -1) as verwacht_nummer
    from verwacht
    full join {{ ref('woning') }} as woning
        on
            verwacht.woonmaatschappij_kbo = woning.woonmaatschappij_kbo
            and verwacht.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
    left join {{ ref('stg_cwr__levering') }} as levering on woning.levering_id = levering.levering_id
    where verwacht.geleverd_nummer is distinct from levering.volgnummer
)

select * from final
