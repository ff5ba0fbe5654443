-- regel: PDB-12_nis_te_vroeg
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Een gemeente van na een fusie bestaat pas vanaf die fusie
-- klasse: foutief
-- actie: Lever de NIS-code van voor de fusie.
-- A fusion joins two gemeenten at least: where one stands in the list, the other is the one whose code stayed.
with nieuw as (
    select
        nis_code,
        min(ingangsdatum) as ingangsdatum
    from referentie.gemeente_vlaanderen_fusie
    group by nis_code
    having count(*) > 1
)

select
    woning.rij,
    'gemeente_nis_code' as kolom,
    woning.gemeente_nis_code as waarde,
    'Deze gemeente bestond op de peildatum nog niet. Lever de NIS-code van voor de fusie.' as melding
from pg_temp.woning
cross join pg_temp.levering
inner join nieuw on woning.gemeente_nis_code = nieuw.nis_code
where levering.peildatum < nieuw.ingangsdatum
