{#-
    WIV-7.1: records of a message below a woning that was set aside from it, counted from landing itself. `kolom` is what the model has of the
    woning or the lease: woonmaatschappij_woning_id, contractnummer or huurovereenkomst_id.
-#}
{% test telt_niet_mee(model, kolom) %}

with afgezonderd as (
    select distinct
        weg.levering_id,
        weg.woonmaatschappij_woning_id,
        huur.contractnummer,
        {{ kluis_sleutel(['levering.bronhouder_code', 'huur.contractnummer']) }} as huurovereenkomst_id
    from {{ source('register', 'afgezonderd') }} as weg
    inner join {{ source('register', 'levering') }} as levering on weg.levering_id = levering.levering_id
    left join {{ source('landing', 'cwr_huurovereenkomst_veld') }} as huur
        on weg.levering_id = huur.levering_id and weg.woonmaatschappij_woning_id = huur.woonmaatschappij_woning_id
)

select model.levering_id
from {{ model }} as model
inner join afgezonderd on model.levering_id = afgezonderd.levering_id and model.{{ kolom }} = afgezonderd.{{ kolom }}

{% endtest %}
