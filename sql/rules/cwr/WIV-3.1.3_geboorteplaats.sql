-- regel: WIV-3.1.3_geboorteplaats
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De geboorteplaats wordt niet geleverd
-- klasse: overtollig
-- actie: Laat de geboorteplaats weg.
-- WIV-3.1.3 is transferred only as far as it concerns the birth date: what is delivered is null behind the message. A schema without the
-- element refuses the record and the reader tells which; then this names the class.
select
    geland.rij,
    'geboorteplaats' as kolom,
    null as waarde,
    'Artikel 3 laat alleen de geboortedatum toe. Laat de geboorteplaats weg.' as melding
from landing.cwr_gezinslid as geland
where
    geland.levering_id = %(levering_id)s
    and geland.waarden ->> 'geboorteplaats' is not null
union all
select distinct
    null::bigint as rij,
    'geboorteplaats' as kolom,
    null as waarde,
    'Artikel 3 laat alleen de geboortedatum toe. Laat de geboorteplaats weg.' as melding
from register.bevinding
where
    bevinding.levering_id = %(levering_id)s
    and bevinding.regel_id = 'LEES-XSD'
    and bevinding.kolom ~* '^geboorteplaats'
