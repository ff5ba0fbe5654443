-- regel: WIV-3.10.18_einddatum
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huureinde
-- titel: Een huurovereenkomst eindigt op de dag dat haar huureinde uitwerking heeft
-- klasse: foutief
-- actie: Controleer beide datums.
-- An ending that is yet to come may still be withdrawn.
select
    huureinde.rij,
    'effectief_op' as kolom,
    huureinde.effectief_op as waarde,
    'Het huureinde heeft uitwerking op een andere dag dan de huurovereenkomst eindigt. Controleer beide datums.' as melding
from pg_temp.huureinde
cross join pg_temp.levering
inner join pg_temp.huurovereenkomst on huureinde.contractnummer = huurovereenkomst.contractnummer
where
    landing.datum(huureinde.effectief_op) <= levering.peildatum
    and landing.datum(huureinde.effectief_op) <> huurovereenkomst.einde
