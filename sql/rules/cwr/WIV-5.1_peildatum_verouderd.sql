-- regel: WIV-5.1_peildatum_verouderd
-- ernst: waarschuwing
-- artikel: 5
-- titel: De gegevens zijn actueel wanneer zij worden geleverd
-- klasse: verouderd
-- actie: Lever een bericht met de gegevens van nu.
select
    null::bigint as rij,
    'peildatum' as kolom,
    levering.peildatum::text as waarde,
    'De peildatum ligt te ver voor de dag van ontvangst. Lever een bericht met de gegevens van nu.' as melding
from pg_temp.levering
inner join pg_temp.parameter on parameter.naam = 'peildatum_dagen'
where levering.peildatum < levering.ontvangen_op::date - parameter.waarde
