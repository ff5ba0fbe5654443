-- regel: LMVW-11a_foutcel
-- ernst: blokkerend
-- artikel: 11.a
-- laag: Planregistratie
-- titel: Teksten van een plan zijn geen foutwaarden van een rekenblad
-- Where a number belongs, LMVW-11a_getal_plan finds them.
select
    plan.rij,
    cel.kolom,
    cel.waarde,
    'Dit is een foutwaarde van het rekenblad. Herstel de formule of vul het kenmerk in.' as melding
from pg_temp.plan
cross join
    lateral (
        values
        ('globalid', plan.globalid), ('plannaam', plan.plannaam), ('provincie', plan.provincie), ('regio', plan.regio),
        ('gemeente', plan.gemeente), ('woonplaats', plan.woonplaats), ('vertrouwelijkheid', plan.vertrouwelijkheid),
        ('opdrachtgever_type', plan.opdrachtgever_type), ('opdrachtgever_naam', plan.opdrachtgever_naam),
        ('opmerkingen_basis', plan.opmerkingen_basis), ('opmerkingen_status', plan.opmerkingen_status),
        ('opmerkingen_kwalitatief', plan.opmerkingen_kwalitatief), ('toelichting_knelpunten', plan.toelichting_knelpunten),
        ('plantype', plan.plantype), ('masterplan', plan.masterplan), ('bestemmingsplan', plan.bestemmingsplan),
        ('zoekgebied', plan.zoekgebied), ('projectfase', plan.projectfase), ('status_planologisch', plan.status_planologisch),
        ('beoogd_woonmilieu_abf5', plan.beoogd_woonmilieu_abf5), ('beoogd_woonmilieu_abf13', plan.beoogd_woonmilieu_abf13),
        ('knelpunten_meerkeuze', plan.knelpunten_meerkeuze), ('verhuurder_type', plan.verhuurder_type),
        ('energieconcept', plan.energieconcept), ('tapwatervoorziening', plan.tapwatervoorziening),
        ('realisatiekans', plan.realisatiekans), ('aandachtsgroepen', plan.aandachtsgroepen), ('sleutelproject', plan.sleutelproject)
    ) as cel (kolom, waarde)
where
    cel.waarde in (
        '#DIV/0!', '#N/A', '#NAME?', '#NULL!', '#NUM!', '#REF!', '#VALUE!', '#SPILL!', '#CALC!', '#GETTING_DATA', '#FIELD!', '#BLOCKED!'
    )
