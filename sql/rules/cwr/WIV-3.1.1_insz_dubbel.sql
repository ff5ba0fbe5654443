-- regel: WIV-3.1.1_insz_dubbel
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.1
-- laag: gezinslid
-- titel: Een persoon staat een keer in een huurovereenkomst
-- klasse: foutief
-- actie: Lever elke persoon een keer.
with gezinslid as (
    select
        rij,
        insz,
        count(*) over zelfde as aantal
    from pg_temp.gezinslid
    where insz is not null
    window zelfde as (partition by contractnummer, insz)
)

select
    rij,
    'insz' as kolom,
    insz as waarde,
    format('Deze persoon komt %%s keer voor in dezelfde huurovereenkomst. Lever elke persoon een keer.', aantal) as melding
from gezinslid
where aantal > 1
