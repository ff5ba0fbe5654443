-- regel: WIV-3.1.4_geboortedatum_insz
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De geboortedatum past bij het INSZ
-- klasse: foutief
-- actie: Zoek de persoon op in het Rijksregister en verbeter INSZ of geboortedatum.
-- Compared where both know: month and day may be 00 in a number and 99 in a date; a bis number has 20 or 40 added to the month.
with gezinslid as (
    select
        rij,
        geboortedatum,
        left(insz, 2) as jaar,
        mod(substr(insz, 3, 2)::integer, 20) as maand,
        substr(insz, 5, 2)::integer as dag,
        substr(geboortedatum, 3, 2) as geboortejaar,
        substr(geboortedatum, 6, 2)::integer as geboortemaand,
        substr(geboortedatum, 9, 2)::integer as geboortedag
    from pg_temp.gezinslid
    where
        insz ~ '^[0-9]{11}$'
        and geboortedatum ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
)

select
    rij,
    'geboortedatum' as kolom,
    geboortedatum as waarde,
    'De geboortedatum verschilt van die in het INSZ. Zoek de persoon op in het Rijksregister en verbeter INSZ of geboortedatum.' as melding
from gezinslid
where
    maand <> 0
    and (
        (geboortejaar <> '99' and jaar <> geboortejaar)
        or (geboortemaand <> 99 and maand <> geboortemaand)
        or (geboortedag <> 99 and dag <> 0 and dag <> geboortedag)
    )
