-- regel: WIV-3.4.12_ander_persoon
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: Een uitkering staat bij haar hoofdbegunstigde of diens partner
-- klasse: foutief
-- actie: Controleer de hoofdbegunstigde.
select
    maand.rij,
    'insz_hoofdbegunstigde' as kolom,
    maand.insz_hoofdbegunstigde as waarde,
    'Deze uitkering is van iemand anders dan de persoon waarbij zij staat. Controleer de hoofdbegunstigde.' as melding
from landing.cwr_ocmw_maand_veld as maand
inner join pg_temp.gezinslid
    on maand.contractnummer = gezinslid.contractnummer and maand.computernummer = gezinslid.computernummer
where
    maand.levering_id = %(levering_id)s
    and maand.insz_hoofdbegunstigde is not null
    and gezinslid.insz not in (maand.insz_hoofdbegunstigde, coalesce(maand.insz_partner, ''))
