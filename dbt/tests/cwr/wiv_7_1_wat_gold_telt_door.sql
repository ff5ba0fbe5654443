-- WIV-7.1, WIV-5.1: what counted of a woning when a snapshot set it aside, by the messages that this snapshot replaced, goes on counting.
with afgezonderd as (
    select distinct
        weg.levering_id,
        weg.woonmaatschappij_woning_id,
        levering.bronhouder_code as woonmaatschappij_kbo
    from {{ source('register', 'afgezonderd') }} as weg
    inner join {{ source('register', 'levering') }} as levering on weg.levering_id = levering.levering_id
    where weg.woonmaatschappij_woning_id is not null
),

-- By the snapshot itself: the last message that it replaced and that named the woning without setting it aside.
vervangen as (
    select distinct on (afgezonderd.levering_id, afgezonderd.woonmaatschappij_woning_id)
        afgezonderd.levering_id,
        afgezonderd.woonmaatschappij_woning_id,
        vorige.levering_id as uit_levering_id,
        weg.levering_id is not null as verwijderd
    from afgezonderd
    inner join {{ ref('stg_cwr__levering') }} as actueel on afgezonderd.levering_id = actueel.levering_id
    inner join {{ source('register', 'levering') }} as vorige
        on afgezonderd.levering_id = vorige.vervangen_door and vorige.reeks is not null
    left join {{ source('landing', 'cwr_woning_veld') }} as woning
        on
            vorige.levering_id = woning.levering_id
            and afgezonderd.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
    left join {{ source('landing', 'cwr_verwijderde_woning_veld') }} as weg
        on
            vorige.levering_id = weg.levering_id
            and afgezonderd.woonmaatschappij_woning_id = weg.woonmaatschappij_woning_id
            and woning.levering_id is null
    where
        coalesce(woning.levering_id, weg.levering_id) is not null
        and not exists (
            select from afgezonderd as ook
            where
                ook.levering_id = vorige.levering_id
                and ook.woonmaatschappij_woning_id = afgezonderd.woonmaatschappij_woning_id
        )
    order by
        afgezonderd.levering_id asc,
        afgezonderd.woonmaatschappij_woning_id asc,
        vorige.besloten_op desc,
        vorige.levering_id desc
),

final as (
    select
        vervangen.levering_id,
        vervangen.uit_levering_id
    from vervangen
    left join {{ source('register', 'blijvend') }} as blijvend
        on
            vervangen.levering_id = blijvend.levering_id
            and vervangen.woonmaatschappij_woning_id = blijvend.woonmaatschappij_woning_id
            and vervangen.uit_levering_id = blijvend.uit_levering_id
    where not vervangen.verwijderd and blijvend.levering_id is null
)

select * from final
