-- regel: WIV-3.8.8_toekomst
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: arbeidsongeschiktheid
-- titel: Een bevalling, adoptie of pleegzorg die er is, ligt voor de peildatum
-- klasse: foutief
-- actie: Verbeter de datum, of laat haar weg tot die dag er is.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    geland.rij,
    veld.kolom,
    null as waarde,
    'Deze datum ligt na de peildatum. Verbeter de datum, of laat haar weg tot die dag er is.' as melding
from landing.cwr_arbeidsongeschiktheid_veld as geland
cross join pg_temp.levering
cross join
    lateral (
        values
        ('bevallingsdatum', geland.bevallingsdatum),
        ('adoptie_pleegzorgdatum', geland.adoptie_pleegzorgdatum)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and landing.datum(veld.waarde) > levering.peildatum
