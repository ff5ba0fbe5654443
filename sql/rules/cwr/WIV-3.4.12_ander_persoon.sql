-- regel: WIV-3.4.12_ander_persoon
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: Een uitkering staat bij haar hoofdbegunstigde of diens partner
-- klasse: foutief
-- actie: Zet de uitkering bij haar hoofdbegunstigde of verbeter het INSZ.
-- Two persons with one computernummer are found elsewhere; here the first and the last of them stand for all.
with persoon as (
    select
        contractnummer,
        computernummer,
        min(insz) as eerste_insz,
        max(insz) as laatste_insz
    from pg_temp.gezinslid
    group by contractnummer, computernummer
)

select
    maand.rij,
    'insz_hoofdbegunstigde' as kolom,
    maand.insz_hoofdbegunstigde as waarde,
    'Deze uitkering is van iemand anders dan de persoon waarbij zij staat. '
    'Zet de uitkering bij haar hoofdbegunstigde of verbeter het INSZ.' as melding
from pg_temp.ocmw_maand as maand
inner join persoon on maand.contractnummer = persoon.contractnummer and maand.computernummer = persoon.computernummer
where
    maand.insz_hoofdbegunstigde is not null
    and (
        persoon.eerste_insz not in (maand.insz_hoofdbegunstigde, coalesce(maand.insz_partner, ''))
        or persoon.laatste_insz not in (maand.insz_hoofdbegunstigde, coalesce(maand.insz_partner, ''))
    )
