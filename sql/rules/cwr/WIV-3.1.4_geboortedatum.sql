-- regel: WIV-3.1.4_geboortedatum
-- ernst: blokkerend
-- treft: woning
-- artikel: 3.1
-- laag: gezinslid
-- titel: Een geboortedatum bestaat of is deels onbekend
-- klasse: foutief
-- actie: Lever jjjj-mm-dd, met 99 voor een onbekende maand of dag.
-- Unknown parts are filled with 9, from the day upwards.
select
    gezinslid.rij,
    'geboortedatum' as kolom,
    gezinslid.geboortedatum as waarde,
    case
        when
            landing.datum(gezinslid.geboortedatum) is null
            then 'Deze geboortedatum bestaat niet. Lever jjjj-mm-dd, met 99 voor een onbekende maand of dag.'
        else 'De geboortedatum ligt na de peildatum. Lever jjjj-mm-dd, met 99 voor een onbekende maand of dag.'
    end as melding
from pg_temp.gezinslid
cross join pg_temp.levering
where
    coalesce(gezinslid.geboortedatum, '') !~ '^(18|19|20)[0-9]{2}-(0[1-9]|1[0-2])-99$'
    and coalesce(gezinslid.geboortedatum, '') !~ '^((18|19|20)[0-9]{2}|9999)-99-99$'
    and coalesce(landing.datum(gezinslid.geboortedatum) > levering.peildatum, true)
