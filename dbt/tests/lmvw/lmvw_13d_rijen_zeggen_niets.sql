-- LMVW-13d: every gemeente has the same rows in the sums, so their number tells nothing about its plans.
with gemeente as (
    select * from {{ ref('gemeente') }}
),

waarde as (
    select distinct
        kenmerk,
        waarde_code
    from {{ ref('publiceerbaar_gemeente_vertrouwelijk') }}
),

final as (
    select
        gemeente.gemeente_code,
        waarde.kenmerk,
        waarde.waarde_code
    from gemeente
    cross join waarde
    except all
    select
        gemeente_code,
        kenmerk,
        waarde_code
    from {{ ref('publiceerbaar_gemeente_vertrouwelijk') }}
)

select * from final
