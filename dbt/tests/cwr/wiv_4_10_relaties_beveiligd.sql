-- depends_on: {{ ref('publiceerbaar_woningen_per_gemeente') }}
-- WIV-4.10: what a hook forgot is found before anything is published.
{{ onveilige_relaties() }}
