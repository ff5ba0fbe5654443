with levering as (
    select * from {{ ref('stg_lmvw__levering') }}
),

-- An array that is known before the rows are read: earlier deliveries need not be unfolded.
veld as (
    select * from {{ source('landing', 'lmvw_plan') }}
    where levering_id = any(array(select levering.levering_id from levering))
),

final as (
    select
        levering.levering_id,
        veld.rij,
        veld.rij_hash,
        veld.bron,
        levering.gemeente_code,
        levering.provincie_code,
        levering.peildatum,
        {{ plan_sleutel('levering.gemeente_code', 'veld.globalid') }} as plan_id,
        veld.globalid as bron_plan_id,
        veld.plannaam,
        veld.vertrouwelijkheid as vertrouwelijkheid_code,
        veld.status_planologisch,
        veld.projectfase,
        veld.plantype,
        veld.opdrachtgever_type,
        veld.opdrachtgever_naam,
        veld.woonplaats,
        {{ jaar('veld.oplevering_eerste') }} as oplevering_eerste,
        {{ jaar('veld.oplevering_laatste') }} as oplevering_laatste,
        landing.geheel(veld.totaal_bouw) as bruto_aantal,
        landing.geheel(veld.totaal_sloop) as sloop_aantal,
        landing.geheel(veld.totaal_netto) as netto_aantal,
        case
            when st_srid(veld.geometrie) = 28992 and geometrytype(veld.geometrie) in ('POLYGON', 'MULTIPOLYGON')
                then st_multi(st_force2d(veld.geometrie))::geometry (multipolygon, 28992)
        end as geometrie,
        veld.afleiding
    from veld
    inner join levering on veld.levering_id = levering.levering_id
)

select * from final
