-- depends_on: {{ ref('publiceerbaar_woningen_per_gemeente') }}
-- WIV-3.1: outside the kluis no relation of this regime has a column that names a person.
select
    table_schema,
    table_name,
    column_name
from information_schema.columns
where
    table_schema in ('cwr_vertrouwelijk', 'cwr_geaggregeerd', 'cwr_publiek')
    and column_name ~ '^(insz|naam|voornamen|geboorte.*|geslacht|nationaliteit.*)$'
