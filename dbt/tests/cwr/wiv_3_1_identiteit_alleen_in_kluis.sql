-- depends_on: {{ ref('publiceerbaar_woningen_per_gemeente') }}
-- WIV-3.1: outside the kluis nothing of this regime names a person: no column does by its name, and no value in any column of any relation
-- is the INSZ of a known person, however it is written. Landing and staging have no readers.
with relatie as (
    select
        class.oid,
        class.oid::regclass::text as naam
    from pg_catalog.pg_class as class
    inner join pg_catalog.pg_namespace as namespace on class.relnamespace = namespace.oid
    where
        namespace.nspname ~ '^cwr_'
        and namespace.nspname <> 'cwr_kluis'
        and class.relkind in ('r', 'p', 'v')
),

op_naam as (
    select
        relatie.naam,
        attribute.attname::text as kolom_naam
    from relatie
    inner join pg_catalog.pg_attribute as attribute
        on relatie.oid = attribute.attrelid and attribute.attnum > 0 and not attribute.attisdropped
    where
        attribute.attname ~ '(^|_)insz($|_)|^(naam|voornamen|geboorte.*|beroep)$'
        -- Where a dwelling lies is no identity; where a person lives is.
        or (
            attribute.attname ~ '^(straatnaam|huisnummer|busnummer)$'
            and relatie.naam not in ('cwr_vertrouwelijk.woning', 'cwr_vertrouwelijk.eigenaar')
        )
),

-- The text of a whole row holds every column, of whatever type.
op_waarde as (
    select
        relatie.naam,
        (
            xpath(
                '//gevonden/text()',
                query_to_xml(
                    format(
                        $zoek$
                        select count(*) as gevonden
                        from %s as hele_rij
                        cross join
                            lateral regexp_matches(
                                hele_rij::text,
                                '{{ insz_vorm() }}',
                                'g'
                            ) as getal
                        inner join cwr_kluis.persoon_sleutel as persoon on regexp_replace(getal[1], '\D', '', 'g') = persoon.insz
                        $zoek$,
                        relatie.naam
                    ),
                    false, true, ''
                )
            )
        )[1]::text::bigint as gevonden
    from relatie
),

final as (
    select
        naam,
        kolom_naam
    from op_naam
    union all
    select
        naam,
        gevonden || ' values' as kolom_naam
    from op_waarde
    where gevonden > 0
)

select * from final
