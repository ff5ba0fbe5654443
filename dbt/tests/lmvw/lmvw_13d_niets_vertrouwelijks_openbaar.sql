-- LMVW-13d, LMVW-14: no confidential plan is public, neither by its key, nor by the id of its bronhouder, nor by its name.
with openbaar as (
    select * from {{ ref('publiek_woningbouwplan') }}
),

openbaar_jaar as (
    select * from {{ ref('publiek_woningbouwplan_jaar') }}
),

plan as (
    select * from {{ ref('woningbouwplan') }}
),

-- A gemeente may use a name twice; the name is not secret when one of its public plans has it too.
geheime_naam as (
    select
        gemeente_code,
        plannaam
    from plan
    where vertrouwelijk
    except
    select
        gemeente_code,
        plannaam
    from plan
    where not vertrouwelijk
),

final as (
    select openbaar.plan_id
    from openbaar
    inner join plan
        on
            plan.vertrouwelijk
            and openbaar.gemeente_code = plan.gemeente_code
            and (openbaar.plan_id = plan.plan_id or openbaar.bron_plan_id = plan.bron_plan_id)
    union all
    select openbaar.plan_id
    from openbaar
    inner join geheime_naam
        on openbaar.gemeente_code = geheime_naam.gemeente_code and openbaar.plannaam = geheime_naam.plannaam
    union all
    select openbaar_jaar.plan_id
    from openbaar_jaar
    inner join plan on plan.vertrouwelijk and openbaar_jaar.plan_id = plan.plan_id
)

select * from final
