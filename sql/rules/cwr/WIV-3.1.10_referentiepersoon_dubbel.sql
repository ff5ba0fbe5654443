-- regel: WIV-3.1.10_referentiepersoon_dubbel
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: huurovereenkomst
-- titel: Een gezin heeft niet meer dan een referentiepersoon
-- klasse: foutief
-- actie: Geef niet meer dan een gezinslid positie 01.
with gezin as (
    select
        contractnummer,
        count(*) filter (where positie_code = '01') as aantal
    from pg_temp.gezinslid
    group by contractnummer
)

select
    huurovereenkomst.rij,
    'contractnummer' as kolom,
    huurovereenkomst.contractnummer as waarde,
    'Meer dan een gezinslid heeft positie 01. Geef niet meer dan een gezinslid positie 01.' as melding
from pg_temp.huurovereenkomst
inner join gezin on huurovereenkomst.contractnummer = gezin.contractnummer
where gezin.aantal > 1
