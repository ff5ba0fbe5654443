-- regel: PDB-13_gemeente_dubbel
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: grond
-- titel: De grond in een gemeente komt een keer voor
-- klasse: foutief
-- actie: Lever per gemeente een record met de grond samen.
-- Which of them holds, or whether they must be added, nobody can tell: none counts (stg_cwr__gemeente_bericht).
with grond as (
    select
        rij,
        gemeente_nis_code,
        count(*) over zelfde as aantal
    from landing.cwr_grond_veld
    where levering_id = %(levering_id)s
    window zelfde as (partition by gemeente_nis_code)
)

select
    rij,
    'gemeente_nis_code' as kolom,
    gemeente_nis_code as waarde,
    format(
        'De grond in deze gemeente komt %%s keer voor en telt niet mee uit dit bericht. Lever per gemeente een record met de grond samen.',
        aantal
    ) as melding
from grond
where aantal > 1
