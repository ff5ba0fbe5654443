-- regel: LMVW-5b_detail_jaar_dubbel
-- ernst: info
-- artikel: 5.b
-- laag: DetailPlanning
-- titel: Een jaar van een plan staat in een rij
with jaarrij as (
    select
        rij,
        jaartal,
        count(*) over samen as aantal,
        min(rij) over samen as eerste_rij
    from pg_temp.detail
    where sleutel is not null
    window samen as (partition by sleutel, jaar)
)

select
    rij,
    'jaartal' as kolom,
    jaartal as waarde,
    format('Dit plan heeft %%s rijen voor dit jaar. Wij tellen ze op. Controleer of geen rij dubbel is.', aantal) as melding
from jaarrij
where aantal > 1 and rij <> eerste_rij
