-- regel: PDB-12_woning_dubbel
-- ernst: blokkerend
-- treft: woning
-- artikel: 2.B
-- laag: woning
-- titel: Een woning komt een keer voor
-- klasse: foutief
-- actie: Lever elke woning een keer.
with woning as (
    select
        rij,
        woonmaatschappij_woning_id,
        count(*) over zelfde as aantal
    from pg_temp.woning
    window zelfde as (partition by woonmaatschappij_woning_id)
)

select
    rij,
    'woonmaatschappij_woning_id' as kolom,
    woonmaatschappij_woning_id as waarde,
    format('Deze woning komt %%s keer voor. Lever elke woning een keer.', aantal) as melding
from woning
where aantal > 1
