-- regel: WIV-3.10.1_contractnummer_dubbel
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.10
-- laag: huurovereenkomst
-- titel: Een contractnummer komt een keer voor
-- klasse: foutief
-- actie: Geef elke huurovereenkomst een eigen nummer.
-- Members and rent calculations hang on the number: a second lease with it would mix two households.
with overeenkomst as (
    select
        rij,
        contractnummer,
        count(*) over zelfde as aantal
    from pg_temp.huurovereenkomst
    window zelfde as (partition by contractnummer)
)

select
    rij,
    'contractnummer' as kolom,
    contractnummer as waarde,
    format('Dit contractnummer komt %%s keer voor. Geef elke huurovereenkomst een eigen nummer.', aantal) as melding
from overeenkomst
where aantal > 1
