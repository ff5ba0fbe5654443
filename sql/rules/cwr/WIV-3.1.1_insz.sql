-- regel: WIV-3.1.1_insz
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.1
-- laag: gezinslid
-- titel: Een INSZ heeft juiste controlecijfers
-- klasse: foutief
-- actie: Zoek het INSZ op in het Rijksregister en verbeter het.
-- Check digits: 97 minus the first nine digits modulo 97, with a 2 before them for who was born from 2000 on. The number does not
-- say which century, so either will do. A bis number has 20 or 40 added to the month; month and day may be 00.
with gezinslid as (
    select
        rij,
        insz,
        case when insz ~ '^[0-9]{11}$' then left(insz, 9)::bigint end as nummer
    from pg_temp.gezinslid
),

deel as (
    select
        rij,
        insz,
        nummer,
        mod(nummer / 100000, 100) as maand,
        mod(nummer / 1000, 100) as dag,
        case when nummer is not null then right(insz, 2)::integer end as controle
    from gezinslid
)

select
    rij,
    'insz' as kolom,
    insz as waarde,
    case
        when nummer is null then 'Een INSZ heeft elf cijfers. Zoek het INSZ op in het Rijksregister en verbeter het.'
        when
            controle not in (97 - mod(nummer, 97), 97 - mod(2000000000 + nummer, 97))
            then 'De controlecijfers van het INSZ kloppen niet. Zoek het INSZ op in het Rijksregister en verbeter het.'
        else 'De maand of dag in het INSZ bestaat niet. Zoek het INSZ op in het Rijksregister en verbeter het.'
    end as melding
from deel
where
    nummer is null
    or controle not in (97 - mod(nummer, 97), 97 - mod(2000000000 + nummer, 97))
    or not (maand between 0 and 12 or maand between 20 and 32 or maand between 40 and 52)
    or dag > 31
