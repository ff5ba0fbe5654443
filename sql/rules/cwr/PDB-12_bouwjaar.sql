-- regel: PDB-12_bouwjaar
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: Een woning is gebouwd voor de peildatum en gerenoveerd na de bouw
-- klasse: foutief
-- actie: Verbeter het bouwjaar of het renovatiejaar.
select
    woning.rij,
    jaar.kolom,
    jaar.waarde,
    'Dit jaar ligt na de peildatum of voor het bouwjaar. Verbeter het bouwjaar of het renovatiejaar.' as melding
from pg_temp.woning
cross join pg_temp.levering
cross join
    lateral (
        values
        ('bouwjaar', woning.bouwjaar, null),
        ('renovatiejaar', woning.renovatiejaar, landing.geheel(woning.bouwjaar))
    ) as jaar (kolom, waarde, bouwjaar)
where
    landing.geheel(jaar.waarde) > extract(year from levering.peildatum)
    or landing.geheel(jaar.waarde) < jaar.bouwjaar
