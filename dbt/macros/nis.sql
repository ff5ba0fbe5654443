{#-
    A gemeente by three codes: as it is now (the one to count by), as it was on the peildatum, and as delivered. A merger counts from its
    first day. Never take the provincie from the first digits of an older code: Zwijndrecht and Moerbeke changed theirs.
-#}
{% macro nis_kolommen(kolom, voor='') -%}
    coalesce(fusie_nu.nis_code, {{ kolom }}) as {{ voor }}nis_code,
        coalesce(fusie_toen.nis_code, {{ kolom }}) as {{ voor }}nis_code_peildatum,
        {{ kolom }} as {{ voor }}nis_code_geleverd
{%- endmacro %}

{% macro join_nis(kolom) -%}
    left join {{ ref('gemeente_vlaanderen_fusie') }} as fusie_nu on {{ kolom }} = fusie_nu.oude_nis_code
    left join {{ ref('gemeente_vlaanderen_fusie') }} as fusie_toen
        on {{ kolom }} = fusie_toen.oude_nis_code and fusie_toen.ingangsdatum <= levering.peildatum
{%- endmacro %}
