-- regel: WIV-3.10.5_computernummer_dubbel
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.10
-- laag: gezinslid
-- titel: Een computernummer komt in een huurovereenkomst een keer voor
-- klasse: foutief
-- actie: Geef elke persoon een eigen nummer.
-- Incomes and benefits hang on the number: with two persons behind it they would be mixed.
with geland as (
    select
        rij,
        computernummer,
        count(*) over zelfde as aantal
    from pg_temp.gezinslid
    where computernummer is not null
    window zelfde as (partition by contractnummer, computernummer)
)

select
    rij,
    'computernummer' as kolom,
    computernummer as waarde,
    'Dit computernummer komt in dezelfde huurovereenkomst meer dan een keer voor. Geef elke persoon een eigen nummer.' as melding
from geland
where aantal > 1
