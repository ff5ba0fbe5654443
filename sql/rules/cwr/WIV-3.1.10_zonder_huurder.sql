-- regel: WIV-3.1.10_zonder_huurder
-- ernst: blokkerend
-- artikel: 3.1
-- laag: huurovereenkomst
-- titel: Een huurovereenkomst heeft een huurder
-- One pass over both layers instead of a join: rows that were just landed have no statistics, and a join would be planned blindly.
with laag as (
    select
        rij,
        contractnummer,
        false as is_huurder
    from landing.cwr_huurovereenkomst_veld
    where levering_id = %(levering_id)s
    union all
    select
        null as rij,
        contractnummer,
        rol = 'huurder' as is_huurder
    from landing.cwr_gezinslid_veld
    where levering_id = %(levering_id)s
),

gepaard as (
    select
        rij,
        contractnummer,
        bool_or(is_huurder) over (partition by contractnummer) as heeft_huurder
    from laag
)

select
    rij,
    'contractnummer' as kolom,
    contractnummer as waarde,
    'Deze huurovereenkomst heeft geen huurder. Lever ten minste een gezinslid met rol huurder.' as melding
from gepaard
where rij is not null and not heeft_huurder
