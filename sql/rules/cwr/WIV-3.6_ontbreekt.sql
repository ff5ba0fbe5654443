-- regel: WIV-3.6_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.6
-- laag: werkloosheid
-- titel: Van een werkloosheidsuitkering zijn bedrag en aantal bekend
-- klasse: ontbrekend
-- actie: Lever het bedrag, het aantal en het statuut van de uitkering.
select
    geland.rij,
    veld.kolom,
    veld.waarde,
    'Dit gegeven ontbreekt. Lever het bedrag, het aantal en het statuut van de uitkering.' as melding
from landing.cwr_werkloosheid_veld as geland
cross join
    lateral (
        values
        ('uitbetaald_bedrag', geland.uitbetaald_bedrag),
        ('uitkeringen_aantal', geland.uitkeringen_aantal),
        ('goedgekeurd_bedrag', geland.goedgekeurd_bedrag),
        ('statuut_dossier', geland.statuut_dossier)
    ) as veld (kolom, waarde)
where
    geland.levering_id = %(levering_id)s
    and veld.waarde is null
