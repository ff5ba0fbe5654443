-- regel: WIV-3.4.7_toekomst
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: Een OCMW heeft een uitkering betaald voor de peildatum
-- klasse: foutief
-- actie: Verbeter de refertemaand.
select
    maand.rij,
    'refertemaand' as kolom,
    maand.refertemaand as waarde,
    'Deze maand ligt na de peildatum. Verbeter de refertemaand.' as melding
from landing.cwr_ocmw_maand_veld as maand
cross join pg_temp.levering
where
    maand.levering_id = %(levering_id)s
    and maand.refertemaand > to_char(levering.peildatum, 'YYYY-MM')
