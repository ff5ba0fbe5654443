-- regel: WIV-3.10.3_hoofdcontract_dubbel
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.10
-- laag: hoofdhuurovereenkomst
-- titel: Een hoofdcontractnummer komt bij een woning een keer voor
-- klasse: foutief
-- actie: Geef elke hoofdhuurovereenkomst van de woning een eigen nummer.
with geland as (
    select
        rij,
        hoofdcontractnummer,
        count(*) over zelfde as aantal
    from pg_temp.hoofdhuurovereenkomst
    where hoofdcontractnummer is not null
    window zelfde as (partition by woonmaatschappij_woning_id, hoofdcontractnummer)
)

select
    rij,
    'hoofdcontractnummer' as kolom,
    hoofdcontractnummer as waarde,
    'Dit hoofdcontractnummer komt bij deze woning meer dan een keer voor. Geef elke hoofdhuurovereenkomst een eigen nummer.' as melding
from geland
where aantal > 1
