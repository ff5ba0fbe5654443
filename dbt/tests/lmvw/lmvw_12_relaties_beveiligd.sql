-- depends_on: {{ ref('publiceerbaar_gemeente_vertrouwelijk') }}
-- LMVW-12, LMVW-13: what a hook forgot is found before anything is published.
{{ onveilige_relaties() }}
