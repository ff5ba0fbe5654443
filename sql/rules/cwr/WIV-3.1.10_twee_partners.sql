-- regel: WIV-3.1.10_twee_partners
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De referentiepersoon heeft niet meer dan een partner
-- klasse: foutief
-- actie: Geef ten hoogste een gezinslid positie 02 of 21.
with partner as (
    select
        rij,
        positie_code,
        count(*) over zelfde as aantal
    from pg_temp.gezinslid
    where positie_code in ('02', '21')
    window zelfde as (partition by contractnummer)
)

select
    rij,
    'positie_code' as kolom,
    positie_code as waarde,
    'Dit gezin heeft meer dan een echtgenoot of partner. Geef ten hoogste een gezinslid positie 02 of 21.' as melding
from partner
where aantal > 1
