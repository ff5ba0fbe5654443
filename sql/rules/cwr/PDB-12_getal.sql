-- regel: PDB-12_getal
-- ernst: blokkerend
-- treft: woning
-- artikel: 2.B
-- laag: woning
-- titel: Bouwjaar, slaapkamers en markthuurwaarde zijn getallen
-- klasse: foutief
-- actie: Lever een getal met een punt voor de decimalen.
select
    woning.rij,
    getal.kolom,
    getal.waarde,
    'Dit is geen getal. Lever een getal met een punt voor de decimalen.' as melding
from pg_temp.woning
cross join
    lateral (
        values
        ('bouwjaar', woning.bouwjaar, landing.geheel(woning.bouwjaar)),
        ('aantal_slaapkamers', woning.aantal_slaapkamers, landing.geheel(woning.aantal_slaapkamers)),
        ('markthuurwaarde', woning.markthuurwaarde, landing.getal(woning.markthuurwaarde))
    ) as getal (kolom, waarde, als_getal)
where
    getal.waarde is not null
    and getal.als_getal is null
