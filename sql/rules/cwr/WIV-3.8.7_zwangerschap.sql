-- regel: WIV-3.8.7_zwangerschap
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: arbeidsongeschiktheid
-- titel: Alleen bij zwangerschap hoort een bevallingsdatum
-- klasse: foutief
-- actie: Verbeter het type of laat de bevallingsdatum weg.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    geland.rij,
    veld.kolom,
    null as waarde,
    'Bij dit type hoort geen bevallingsdatum. Verbeter het type of laat de bevallingsdatum weg.' as melding
from landing.cwr_arbeidsongeschiktheid_veld as geland
cross join
    lateral (
        values
        ('vermoedelijke_bevallingsdatum', geland.vermoedelijke_bevallingsdatum),
        ('bevallingsdatum', geland.bevallingsdatum)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and geland.ao_type in ('ziekte', 'pleegzorg', 'vaderschap')
    and veld.waarde is not null
