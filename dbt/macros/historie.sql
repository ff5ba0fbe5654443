{#-
    WIV-3.1.11: messages from which a history has not learned yet: those that were applied, in the order in which they were. A history keeps of
    every woonmaatschappij when it last learned something; only what was decided later, and before this build began, is new.
-#}
{% macro te_leren() -%}
    select
        levering.levering_id,
        levering.bronhouder_code as woonmaatschappij_kbo,
        levering.peildatum,
        coalesce(levering.besloten_op, levering.ontvangen_op) as geleerd_op
    from {{ source('register', 'levering') }} as levering
    where
        {{ heeft_geteld('levering') }}
        {%- if is_incremental() %}
        and coalesce(levering.besloten_op, levering.ontvangen_op) > coalesce(
            (
                select max(geleerd.geleerd_op) from {{ this }} as geleerd
                where geleerd.woonmaatschappij_kbo = levering.bronhouder_code
            ),
            '-infinity'
        )
        {%- endif %}
{%- endmacro %}

{#-
    WIV-5.1: whether a delivery of the cwr counted when this build began, or did before. A rejected message, one that waits and one that came
    too late never did.
-#}
{% macro heeft_geteld(levering) -%}
    {{ levering }}.regime = 'cwr'
        and (
            {{ levering }}.reeks is not null
            or ({{ levering }}.volgnummer is null and {{ levering }}.status in ('geaccepteerd', 'vervangen'))
        )
        and coalesce({{ levering }}.besloten_op, {{ levering }}.ontvangen_op)
        <= (select max(gebouwd.gebouwd_op) from {{ ref('stg_cwr__levering') }} as gebouwd)
{%- endmacro %}

{#- WIV-3.1.12: first day on which a delivered date can be; an unknown month or day is 99, an unknown year 9999. -#}
{% macro eerste_dag(kolom) -%}
    case
        when {{ kolom }} like '9999-%' then '-infinity'::date
        else landing.datum(replace({{ kolom }}, '-99', '-01'))
    end
{%- endmacro %}

{#-
    WIV-R.1, WIV-R.3: takes out of a history what may no longer be kept, and records how much: a value that was replaced too long ago, and
    what is about a lease, or about a person under it, of which nothing that counted is landed any more. Who left a household leaves no later value, and
    goes with the landed record that is erased five years after.
-#}
{% macro wis_historie(sleutel) -%}
    with rij as (
        select
            historie.ctid as plek,
            historie.huurovereenkomst_id,
            historie.persoon_id,
            lead(historie.geleerd_op) over (
                partition by historie.{{ sleutel | join(', historie.') }}
                order by historie.geleerd_op, historie.geldig_van
            ) as vervangen_op
        from {{ this }} as historie
    ),

    huurovereenkomst as (
        select distinct {{ sleutel_huurovereenkomst() }} as huurovereenkomst_id
        from {{ source('landing', 'cwr_huurovereenkomst_veld') }} as veld
        inner join {{ source('register', 'levering') }} as levering on veld.levering_id = levering.levering_id
        where
            {{ heeft_geteld('levering') }}
            and {{ niet_afgezonderd('veld') }}
    ),

    lid as (
        select distinct
            {{ sleutel_huurovereenkomst() }} as huurovereenkomst_id,
            persoon.persoon_id
        from {{ source('landing', 'cwr_gezinslid_veld') }} as veld
        inner join {{ source('register', 'levering') }} as levering on veld.levering_id = levering.levering_id
        inner join {{ ref('stg_cwr__persoon_id') }} as persoon on veld.insz = persoon.insz
        where
            {{ heeft_geteld('levering') }}
            and {{ niet_afgezonderd('veld') }}
    ),

    doel as (
        select
            rij.plek,
            case
                when huurovereenkomst.huurovereenkomst_id is null then 'WIV-R.1_huurovereenkomst' else 'WIV-R.3_vervangen'
            end as regel_id
        from rij
        left join huurovereenkomst on rij.huurovereenkomst_id = huurovereenkomst.huurovereenkomst_id
        left join lid on rij.huurovereenkomst_id = lid.huurovereenkomst_id and rij.persoon_id = lid.persoon_id
        where
            huurovereenkomst.huurovereenkomst_id is null
            or lid.persoon_id is null
            or rij.vervangen_op + register.termijn('WIV-R.3_vervangen', current_date) <= current_date
    ),

    weg as (
        delete from {{ this }} as historie
        using doel
        where historie.ctid = doel.plek
        returning doel.regel_id
    )

    select register.noteer_wissing(weg.regel_id, '{{ this.schema }}.{{ this.identifier }}', count(*))
    from weg
    group by weg.regel_id
{%- endmacro %}

{% macro sleutel_huurovereenkomst() -%}
    {{ kluis_sleutel(['levering.bronhouder_code', 'veld.contractnummer']) }}
{%- endmacro %}
