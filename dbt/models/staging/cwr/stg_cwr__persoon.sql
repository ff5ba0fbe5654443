with gezinslid as (
    select * from {{ ref('stg_cwr__gezinslid') }}
),

eigenaar as (
    select * from {{ ref('stg_cwr__eigenaar') }}
),

ocmw_maand as (
    select * from {{ ref('stg_cwr__ocmw_maand') }}
),

handicap as (
    select * from {{ ref('stg_cwr__handicap') }}
),

gezinsbijslag as (
    select * from {{ ref('stg_cwr__gezinsbijslag') }}
),

verbonden_persoon as (
    select * from {{ ref('stg_cwr__verbonden_persoon') }}
),

-- A message that was replaced between two builds stands in the histories too: also its gezinsleden need a number.
gezinslid_ooit as (
    select veld.insz
    from {{ source('landing', 'cwr_gezinslid_veld') }} as veld
    where
        veld.levering_id = any(
            array(
                select ooit.levering_id from {{ source('register', 'levering') }} as ooit
                where {{ heeft_geteld('ooit') }}
            )
        )
        and {{ niet_afgezonderd('veld') }}
),

genoemd as (
    select
        insz,
        bron_sleutel
    from gezinslid
    union all
    select
        insz,
        null
    from gezinslid_ooit
    union all
    select
        insz,
        bron_sleutel
    from eigenaar
    union all
    select
        insz_hoofdbegunstigde,
        null
    from ocmw_maand
    union all
    select
        insz_partner,
        null
    from ocmw_maand
    union all
    select
        insz_handicap,
        null
    from handicap
    union all
    select
        insz_verbonden,
        null
    from verbonden_persoon
    union all
    select
        genoemde.insz,
        null
    from gezinsbijslag
    cross join
        lateral regexp_split_to_table(
            concat_ws(' ', gezinsbijslag.rechthebbenden, gezinsbijslag.bijslagtrekkenden, gezinsbijslag.rechtgevenden), ' '
        ) as genoemde (insz)
),

-- Of a company there is neither: it is no person.
final as (
    select
        insz,
        bron_sleutel
    from genoemd
    where insz ~ '^[0-9]{11}$' or bron_sleutel is not null
)

select * from final
