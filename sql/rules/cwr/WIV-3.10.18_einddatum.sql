-- regel: WIV-3.10.18_einddatum
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huureinde
-- titel: Een huurovereenkomst eindigt op de dag dat haar huureinde uitwerking heeft
-- klasse: foutief
-- actie: Geef de huurovereenkomst de einddatum waarop het huureinde uitwerking heeft.
-- An ending that is yet to come may still be withdrawn.
with overeenkomst as (
    select
        contractnummer,
        min(einde) as eerste_einde,
        max(einde) as laatste_einde
    from pg_temp.huurovereenkomst
    group by contractnummer
)

select
    huureinde.rij,
    'effectief_op' as kolom,
    huureinde.effectief_op as waarde,
    'Het huureinde heeft uitwerking op een andere dag dan de huurovereenkomst eindigt. '
    'Geef de huurovereenkomst de einddatum waarop het huureinde uitwerking heeft.' as melding
from pg_temp.huureinde
cross join pg_temp.levering
inner join overeenkomst on huureinde.contractnummer = overeenkomst.contractnummer
where
    landing.datum(huureinde.effectief_op) <= levering.peildatum
    and (
        landing.datum(huureinde.effectief_op) <> overeenkomst.eerste_einde
        or landing.datum(huureinde.effectief_op) <> overeenkomst.laatste_einde
    )
