-- WIV-7.1: of a woning that was set aside, and of all below it, no record of that message is in a layer or in a history; and what counted
-- when a snapshot set it aside, by the messages that this snapshot replaced, goes on counting.
with afgezonderd as (
    select distinct
        weg.levering_id,
        weg.woonmaatschappij_woning_id,
        levering.bronhouder_code as woonmaatschappij_kbo
    from {{ source('register', 'afgezonderd') }} as weg
    inner join {{ source('register', 'levering') }} as levering on weg.levering_id = levering.levering_id
    where weg.woonmaatschappij_woning_id is not null
),

contract as (
    select
        afgezonderd.levering_id,
        huur.contractnummer,
        {{ sleutel(['afgezonderd.woonmaatschappij_kbo', 'huur.contractnummer']) }} as huurovereenkomst_id
    from afgezonderd
    inner join {{ source('landing', 'cwr_huurovereenkomst_veld') }} as huur
        on
            afgezonderd.levering_id = huur.levering_id
            and afgezonderd.woonmaatschappij_woning_id = huur.woonmaatschappij_woning_id
),

geteld as (
    select
        'woning' as laag,
        woning.levering_id
    from {{ ref('woning') }} as woning
    inner join afgezonderd
        on
            woning.levering_id = afgezonderd.levering_id
            and woning.woonmaatschappij_woning_id = afgezonderd.woonmaatschappij_woning_id
    union all
    select
        'huurovereenkomst' as laag,
        huur.levering_id
    from {{ ref('huurovereenkomst') }} as huur
    inner join contract on huur.levering_id = contract.levering_id and huur.contractnummer = contract.contractnummer
    union all
    select
        'gezinslid' as laag,
        lid.levering_id
    from {{ ref('stg_cwr__gezinslid') }} as lid
    inner join contract on lid.levering_id = contract.levering_id and lid.contractnummer = contract.contractnummer
    union all
    select
        'eigenaar' as laag,
        eigenaar.levering_id
    from {{ ref('stg_cwr__eigenaar') }} as eigenaar
    inner join afgezonderd
        on
            eigenaar.levering_id = afgezonderd.levering_id
            and eigenaar.woonmaatschappij_woning_id = afgezonderd.woonmaatschappij_woning_id
    union all
    select
        'persoon_historie' as laag,
        historie.levering_id
    from {{ ref('persoon_historie') }} as historie
    inner join contract
        on historie.levering_id = contract.levering_id and historie.huurovereenkomst_id = contract.huurovereenkomst_id
    union all
    select
        'gezin_historie' as laag,
        historie.levering_id
    from {{ ref('gezin_historie') }} as historie
    inner join contract
        on historie.levering_id = contract.levering_id and historie.huurovereenkomst_id = contract.huurovereenkomst_id
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

verloren as (
    select
        'blijvend' as laag,
        vervangen.levering_id
    from vervangen
    left join {{ source('register', 'blijvend') }} as blijvend
        on
            vervangen.levering_id = blijvend.levering_id
            and vervangen.woonmaatschappij_woning_id = blijvend.woonmaatschappij_woning_id
            and vervangen.uit_levering_id = blijvend.uit_levering_id
    where not vervangen.verwijderd and blijvend.levering_id is null
),

final as (
    select * from geteld
    union all
    select * from verloren
)

select * from final
