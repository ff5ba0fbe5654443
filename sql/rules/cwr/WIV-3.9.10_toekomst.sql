-- regel: WIV-3.9.10_toekomst
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: gezinsbijslag
-- titel: Een dossier van gezinsbijslag is bijgewerkt voor de peildatum
-- klasse: foutief
-- actie: Verbeter de datum van bijwerking.
select
    dossier.rij,
    'bijgewerkt_op' as kolom,
    dossier.bijgewerkt_op as waarde,
    'Deze datum ligt na de peildatum. Verbeter de datum van bijwerking.' as melding
from landing.cwr_gezinsbijslag_veld as dossier
cross join pg_temp.levering
where
    dossier.levering_id = %(levering_id)s
    and landing.datum(dossier.bijgewerkt_op) > levering.peildatum
