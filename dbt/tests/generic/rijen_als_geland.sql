{#-
    LMVW-5c, LMVW-7b, WIV-P.1: every landed row of the deliveries is in the model and the server finds the hash of what was delivered again.
    The number of rows is also held against the register: row-level security that hides landing from the builder shows as rows
    missing, not as an empty layer.

    WIV-5.1: where messages replace parts of each other, `bericht` has the records that count, by levering_id and `sleutel` (a field of the
    landed row). A landed row may then be missing in the model only when it is not one of those. WIV-7.1: some may count of a message that gave
    way; a head lease is known by its woning too, because two woningen may have its number. WIV-R.1: what the retention erased is gone
    from landing too, and the register says how many.
-#}
{% test rijen_als_geland(model, geland, levering, laag, met_hash=true, bericht=none, sleutel=none) %}

with levering as (
    select
        actueel.levering_id,
        coalesce((register.rijen ->> '{{ laag }}')::bigint, 0) {{ '- coalesce(gewist.aantal, 0)' if bericht }} as verwacht_aantal
    from {{ levering }} as actueel
    inner join {{ source('register', 'levering') }} as register on actueel.levering_id = register.levering_id
    {%- if bericht %}
    left join (
        select
            levering_id,
            sum(aantal) as aantal
        from {{ source('register', 'wissing') }}
        where relatie = '{{ geland.schema }}.{{ geland.identifier }}'
        group by levering_id
    ) as gewist on actueel.levering_id = gewist.levering_id
    {%- endif %}
),

geland as (
    select
        geland.levering_id,
        geland.rij,
        geland.rij_hash,
        {%- if bericht %}
        geland.waarden,
        {%- endif %}
        sha256(
            convert_to(geland.waarden::text, 'UTF8') || coalesce(st_asewkb(geland.geometrie, 'NDR'), ''::bytea)
        ) as berekende_hash
    from {{ geland }} as geland
    where
        geland.levering_id = any(
            array(
                select levering.levering_id from levering
                {%- if bericht %}
                union
                select bericht.levering_id from {{ bericht }} as bericht
                {%- endif %}
            )
        )
),

gemaakt as (
    select
        levering_id,
        rij,
        {{ 'rij_hash' if met_hash else 'null::bytea' }} as rij_hash
    from {{ model }}
),

verschil as (
    select
        coalesce(geland.levering_id, gemaakt.levering_id) as levering_id,
        coalesce(geland.rij, gemaakt.rij) as rij
    from geland
    full join gemaakt on geland.levering_id = gemaakt.levering_id and geland.rij = gemaakt.rij
    where
        geland.levering_id is null
        {%- if bericht %}
        or (
            gemaakt.levering_id is null
            and exists (
                select from {{ bericht }} as bericht
                where
                    bericht.levering_id = geland.levering_id
                    and bericht.{{ sleutel }} = geland.waarden ->> '{{ sleutel }}'
                    {%- if sleutel == 'hoofdcontractnummer' %}
                    and bericht.woonmaatschappij_woning_id = geland.waarden ->> 'woonmaatschappij_woning_id'
                    {%- endif %}
            )
        )
        {%- else %}
        or gemaakt.levering_id is null
        {%- endif %}
        or geland.rij_hash <> geland.berekende_hash
        {%- if met_hash %}
        or ({{ 'gemaakt.levering_id is not null and ' if bericht }}gemaakt.rij_hash is distinct from geland.berekende_hash)
        {%- endif %}
),

ander_aantal as (
    select
        levering.levering_id,
        null::bigint as rij
    from levering
    left join {{ 'geland' if bericht else 'gemaakt' }} as geteld on levering.levering_id = geteld.levering_id
    group by levering.levering_id, levering.verwacht_aantal
    having count(geteld.rij) <> levering.verwacht_aantal
)

select * from verschil
union all
select * from ander_aantal

{% endtest %}
