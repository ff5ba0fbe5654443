"""Deliveries with one fault, or one peculiarity that is none, by the lmvw rule they are about."""

from __future__ import annotations

from typing import Any

from tests.check.lmvw import GOED, JAAR, LATER, PLAN, ZACHT, Lagen, met_jaar, met_plan, plannen, vlak

Found = list[tuple[Any, ...]]
VERVALLEN = {"projectfase": "Vervallen"}


def smal(breedte: float) -> str:
    """A strip of 200 m by so many metres."""
    hoek = f"203000 503000, 203200 503000, 203200 {503000 + breedte}, 203000 {503000 + breedte}, 203000 503000"
    return f"SRID=28992;POLYGON(({hoek}))"


def cirkel(punten: int) -> str:
    """A ring of so many points around a square hectare, cut from its lower side."""
    rand = ", ".join(f"{203000 + 100 * nummer / punten} 503000" for nummer in range(punten - 3))
    return f"SRID=28992;POLYGON(({rand}, 203100 503100, 203000 503100, 203000 503000))"


OMGEKEERD: Lagen = {
    "planregistratie": [PLAN, ZACHT],
    "detailplanning": [JAAR | {"jaartal": 2026 + nummer, "bouw_gerealiseerd": "Ja"} for nummer in range(1, 11)],
}

FAULTS: list[tuple[str, Lagen, Found]] = [
    (
        "LMVW-11a_geometrie_overlap",
        plannen(PLAN, ZACHT | {"geometrie": vlak(203050, 503000)}),
        [(1, "geometrie", None), (2, "geometrie", None)],
    ),
    (
        "LMVW-11a_geometrie_dubbel",
        plannen(PLAN, ZACHT | {"geometrie": PLAN["geometrie"]}),
        [(1, "geometrie", None), (2, "geometrie", None)],
    ),
    (
        "LMVW-11a_plan_dubbel",
        plannen(PLAN, PLAN | {"globalid": "p2"}),
        [(1, "plannaam", "Proefweide"), (2, "plannaam", "Proefweide")],
    ),
    (
        "LMVW-11a_plan_dubbel",
        plannen(PLAN, PLAN | {"globalid": "p2", "plannaam": "proef-weide", "geometrie": vlak(203002, 503000, 98)}),
        [],
    ),
    (
        "LMVW-11a_plan_dubbel",
        plannen(PLAN, PLAN | {"globalid": "p2", "plannaam": " PROEFWEIDE ", "geometrie": vlak(203002, 503000, 98)}),
        [(1, "plannaam", "Proefweide"), (2, "plannaam", " PROEFWEIDE ")],
    ),
    ("LMVW-11a_geometrie_smal", met_plan(geometrie=smal(1.5)), [(1, "geometrie", None)]),
    ("LMVW-11a_oppervlakte", met_plan(geometrie=vlak(203000, 503000, 3)), [(1, "geometrie", "9 m2")]),
    ("LMVW-11a_oppervlakte", met_plan(geometrie=vlak(203000, 503000, 3200)), [(1, "geometrie", "10240000 m2")]),
    ("LMVW-11a_geometrie_punten", met_plan(geometrie=cirkel(20001)), [(1, "geometrie", "20001")]),
    (
        "LMVW-11a_geometrie_hoogte",
        met_plan(geometrie="SRID=28992;POLYGONZ((203000 503000 1, 203100 503000 1, 203100 503100 1, 203000 503000 1))"),
        [(1, "geometrie", "Z")],
    ),
    ("LMVW-11a_jaar_bereik_plan", met_plan(oplevering_eerste=1995), [(1, "oplevering_eerste", "1995")]),
    ("LMVW-11a_jaar_bereik_plan", met_plan(oplevering_laatste="2077-01-01"), [(1, "oplevering_laatste", "2077-01-01")]),
    ("LMVW-11a_jaar_bereik_detail", met_jaar(jaartal=2077), [(1, "jaartal", "2077")]),
    ("LMVW-11a_oplevering_volgorde", met_plan(oplevering_eerste=2030), [(1, "oplevering_eerste", "2030")]),
    ("LMVW-11a_jaar_buiten_oplevering", met_jaar(jaartal=2026), [(1, "jaartal", "2026")]),
    ("LMVW-11a_jaar_buiten_oplevering", met_jaar(jaartal="2030"), [(1, "jaartal", "2030")]),
    ("LMVW-11a_jaar_verstreken", met_jaar(jaartal=2025), [(1, "jaartal", "2025")]),
    ("LMVW-11a_gerealiseerd_jaar", met_jaar(bouw_gerealiseerd="Ja"), [(1, "bouw_gerealiseerd", "Ja")]),
    ("LMVW-11a_gerealiseerd_jaar", met_jaar(jaartal=2025, bouw_gerealiseerd=0), [(1, "bouw_gerealiseerd", "0")]),
    # A source that turns it around is told once.
    ("LMVW-11a_gerealiseerd_jaar", OMGEKEERD, [(None, "bouw_gerealiseerd", None)]),
    (
        "LMVW-11a_gerealiseerd_resterend",
        met_plan(
            totaal_bouw_gerealiseerd=10,
            totaal_bouw_resterend="21",
            totaal_sloop_gerealiseerd=0,
            totaal_sloop_resterend=9,
        ),
        [(1, "totaal_bouw", "30"), (1, "totaal_sloop", "10")],
    ),
    (
        "LMVW-11a_typesom",
        met_plan(totaal_bouw_resterend=30, totaal_eengezins_resterend=10, totaal_meergezins_resterend=19),
        [(1, "totaal_bouw_resterend", "30")],
    ),
    ("LMVW-11a_koophuursom", met_plan(totaal_koop1=10, totaal_huur_onbekend=19), [(1, "totaal_bouw", "30")]),
    (
        "LMVW-11a_koophuur_resterend",
        met_plan(totaal_bouw_resterend=30, totaal_koop_resterend=10, totaal_huur_resterend=19),
        [(1, "totaal_bouw_resterend", "30")],
    ),
    ("LMVW-11a_negatief_klasse", met_plan(totaal_koop2="-1"), [(1, "totaal_koop2", "-1")]),
    ("LMVW-11a_negatief_detail", met_jaar(eengezins_huur4=-1), [(1, "eengezins_huur4", "-1")]),
    ("LMVW-11a_leeg_plan", met_plan(totaal_bouw=0, totaal_sloop=None, totaal_netto=0), [(1, "totaal_bouw", "0")]),
    ("LMVW-11a_deel_groter", met_plan(aantal_nultreden_woningen=31), [(1, "aantal_nultreden_woningen", "31")]),
    (
        "LMVW-11a_corporatie_huur",
        met_plan(totaal_huur1=5, totaal_huur2=5, aantal_huurwoningen_corporatie=11),
        [(1, "aantal_huurwoningen_corporatie", "11")],
    ),
    (
        "LMVW-11a_middenhuur_corporatie",
        met_plan(totaal_huur3=5, aantal_middenhuur_corporatie=6),
        [(1, "aantal_middenhuur_corporatie", "6")],
    ),
    ("LMVW-6b_vervallen_resterend", met_plan(**VERVALLEN), [(1, "totaal_bouw", "30")]),
    (
        "LMVW-6b_vervallen_resterend",
        met_plan(projectfase="Afgebroken", totaal_bouw_resterend=3),
        [(1, "totaal_bouw_resterend", "3")],
    ),
    (
        "LMVW-11a_afgerond_resterend",
        met_plan(projectfase="7. Afgerond", totaal_bouw_resterend=3),
        [(1, "totaal_bouw_resterend", "3")],
    ),
    (
        "LMVW-11a_realisatie_zacht",
        met_plan(projectfase="5. Realisatie", status_planologisch="4A. Visie"),
        [(1, "status_planologisch", "4A. Visie")],
    ),
    ("LMVW-11a_plannaam_lengte", met_plan(plannaam="A"), [(1, "plannaam", "A")]),
    ("LMVW-11a_plannaam_lengte", met_plan(plannaam="x" * 151), [(1, "plannaam", "x" * 151)]),
    ("LMVW-11a_plannaam_id", met_plan(plannaam="Plan 12"), [(1, "plannaam", "Plan 12")]),
    ("LMVW-11a_plannaam_id", met_plan(plannaam="PLAN-1"), [(1, "plannaam", "PLAN-1")]),
    (
        "LMVW-11a_plannaam_id",
        met_plan(plannaam="{0A1B2C3D-0000-4000-8000-000000000000}"),
        [(1, "plannaam", "{0A1B2C3D-0000-4000-8000-000000000000}")],
    ),
    (
        "LMVW-11a_plannaam_dubbel",
        plannen(PLAN, ZACHT | {"plannaam": "PROEFWEIDE"}),
        [(1, "plannaam", "Proefweide"), (2, "plannaam", "PROEFWEIDE")],
    ),
    (
        "LMVW-11a_persoonsgegevens",
        met_plan(opmerkingen_basis="vraag het j.jansen@voorbeeld.example", opdrachtgever_naam="Jansen, 06-12345678"),
        [(1, "opdrachtgever_naam", "telefoonnummer"), (1, "opmerkingen_basis", "e-mailadres")],
    ),
    ("LMVW-11a_persoonsgegevens", met_plan(plannaam="Weide (+31 38 123 45 67)"), [(1, "plannaam", "telefoonnummer")]),
    (
        "LMVW-6a_vertrouwelijke_woorden",
        met_plan(opmerkingen_status="nog niet gecommuniceerd"),
        [(1, "opmerkingen_status", "nog niet gecommuniceerd")],
    ),
    (
        "LMVW-11a_knelpunten",
        met_plan(knelpunten_meerkeuze="Geen,Netcongestie"),
        [(1, "knelpunten_meerkeuze", "Geen,Netcongestie")],
    ),
    (
        "LMVW-11a_knelpunten",
        met_plan(knelpunten_meerkeuze='["Anders", "Onbekend"]'),
        [(1, "knelpunten_meerkeuze", '["Anders", "Onbekend"]')],
    ),
    (
        "LMVW-11a_knelpunten_toelichting",
        met_plan(knelpunten_meerkeuze="Netcongestie,Anders"),
        [(1, "toelichting_knelpunten", None)],
    ),
    (
        "LMVW-11a_opdrachtgever_naam",
        met_plan(opdrachtgever_type="Meerdere namelijk"),
        [(1, "opdrachtgever_naam", None)],
    ),
    (
        "LMVW-3_ja_nee",
        met_plan(zoekgebied="deels", sleutelproject="J"),
        [(1, "sleutelproject", "J"), (1, "zoekgebied", "deels")],
    ),
    (
        "LMVW-5b_plan_zonder_jaarrijen",
        {"planregistratie": [PLAN, ZACHT], "detailplanning": [LATER]},
        [(1, "totaal_bouw", "30")],
    ),
    ("LMVW-5b_globalid_volgnummer", met_plan(globalid="{17}"), [(1, "globalid", "{17}")]),
    (
        "LMVW-5b_detail_sleutel",
        {**GOED, "detailplanning": [JAAR, LATER | {"globalid": "{JAAR-1}"}]},
        [(1, "globalid", "jaar-1"), (2, "globalid", "{JAAR-1}")],
    ),
    (
        "LMVW-5b_detail_jaar_dubbel",
        {**GOED, "detailplanning": [JAAR, JAAR | {"parent_globalid": "{PLAN-1}"}]},
        [(2, "jaartal", "2027")],
    ),
    ("LMVW-5a_provincie", met_plan(provincie="Gelderland"), [(1, "provincie", "Gelderland")]),
    (
        "LMVW-6d_nieuw_op_vervallen",
        plannen(PLAN | VERVALLEN | {"plannaam": "Oudveld"}, ZACHT | {"geometrie": vlak(203010, 503010)}),
        [(2, "geometrie", "Oudveld")],
    ),
    (
        "LMVW-6d_nieuw_op_vervallen",
        plannen(PLAN | VERVALLEN | {"plannaam": "Oudveld"}, ZACHT | {"geometrie": PLAN["geometrie"]}),
        [(2, "geometrie", "Oudveld")],
    ),
]

FALSE_ALARMS: list[tuple[str, Lagen]] = [
    ("LMVW-11a_geometrie_overlap", plannen(PLAN, ZACHT | {"geometrie": vlak(203095, 503000)})),
    # LMVW-6d: on the place of a vervallen plan comes a new one.
    ("LMVW-11a_geometrie_overlap", plannen(PLAN | VERVALLEN, ZACHT | {"geometrie": vlak(203010, 503000)})),
    ("LMVW-11a_geometrie_dubbel", plannen(PLAN | VERVALLEN, ZACHT | {"geometrie": PLAN["geometrie"]})),
    ("LMVW-11a_geometrie_dubbel", plannen(PLAN, PLAN | {"globalid": "p2"})),
    ("LMVW-11a_plan_dubbel", plannen(PLAN, PLAN | {"globalid": "p2", "geometrie": vlak(203500, 503000)})),
    ("LMVW-11a_plan_dubbel", plannen(PLAN | VERVALLEN, PLAN | {"globalid": "p2"})),
    ("LMVW-11a_geometrie_smal", met_plan(geometrie=smal(8))),
    ("LMVW-11a_oppervlakte", met_plan(geometrie=vlak(203000, 503000, 4))),
    ("LMVW-11a_geometrie_punten", met_plan(geometrie=cirkel(20000))),
    ("LMVW-11a_geometrie_hoogte", met_plan(geometrie=None)),
    ("LMVW-11a_jaar_bereik_plan", met_plan(oplevering_eerste=1996, oplevering_laatste=2076)),
    ("LMVW-11a_jaar_bereik_detail", met_jaar(jaartal=None)),
    ("LMVW-11a_oplevering_volgorde", met_plan(oplevering_eerste="2029-12-31", oplevering_laatste=2029)),
    ("LMVW-11a_jaar_buiten_oplevering", met_jaar(jaartal=2026, meergezins_koop1=0, onbekend_onbekend=None)),
    ("LMVW-11a_jaar_buiten_oplevering", met_plan(oplevering_eerste=None, oplevering_laatste="onbekend")),
    ("LMVW-11a_jaar_verstreken", met_jaar(jaartal=2025, bouw_gerealiseerd="Ja")),
    ("LMVW-11a_jaar_verstreken", met_jaar(jaartal=2026)),
    # In the year of the peildatum either may be true.
    ("LMVW-11a_gerealiseerd_jaar", met_jaar(jaartal=2026, bouw_gerealiseerd="Ja")),
    ("LMVW-11a_gerealiseerd_jaar", met_jaar(jaartal=2026, bouw_gerealiseerd="Nee")),
    ("LMVW-11a_gerealiseerd_jaar", met_jaar(bouw_gerealiseerd="onbekend")),
    (
        "LMVW-11a_gerealiseerd_resterend",
        met_plan(totaal_bouw_gerealiseerd=10, totaal_bouw_resterend=20, totaal_netto_resterend=3),
    ),
    (
        "LMVW-11a_typesom",
        met_plan(totaal_bouw_resterend=30, totaal_eengezins_resterend=10, totaal_type_onbekend_resterend=20),
    ),
    ("LMVW-11a_koophuursom", met_plan(totaal_koop1=10, totaal_huur1=20)),
    # Q7: net of demolition will do.
    ("LMVW-11a_koophuursom", met_plan(totaal_koop1=10, totaal_huur1=10)),
    ("LMVW-11a_koophuursom", met_plan(totaal_eigendom_onbekend=0)),
    (
        "LMVW-11a_koophuur_resterend",
        met_plan(totaal_bouw_resterend=30, totaal_netto_resterend=25, totaal_koop_resterend=25),
    ),
    ("LMVW-11a_negatief_klasse", met_plan(totaal_sloop=40, totaal_netto=-10)),
    ("LMVW-11a_negatief_detail", met_jaar(eengezins_huur4=0)),
    ("LMVW-11a_leeg_plan", met_plan(totaal_bouw=0, totaal_netto=-10)),
    ("LMVW-11a_deel_groter", met_plan(aantal_nultreden_woningen=30, aantal_zorggeschikte_woningen=30)),
    ("LMVW-11a_corporatie_huur", met_plan(aantal_huurwoningen_corporatie=11)),
    ("LMVW-11a_middenhuur_corporatie", met_plan(totaal_huur3=5, aantal_middenhuur_corporatie=5)),
    ("LMVW-6b_vervallen_resterend", met_plan(**VERVALLEN, totaal_bouw_resterend=0)),
    ("LMVW-6b_vervallen_resterend", met_plan(**VERVALLEN, totaal_bouw_gerealiseerd=30)),
    ("LMVW-11a_afgerond_resterend", met_plan(projectfase="7. Afgerond", totaal_bouw_resterend=0)),
    ("LMVW-11a_realisatie_zacht", met_plan(projectfase="5. Realisatie")),
    ("LMVW-11a_plannaam_lengte", met_plan(plannaam="Erf")),
    ("LMVW-11a_plannaam_id", met_plan(plannaam="Plan Zuid 2")),
    ("LMVW-11a_plannaam_id", met_plan(plannaam="Westzeedijk 78")),
    ("LMVW-11a_plannaam_dubbel", plannen(PLAN, ZACHT | VERVALLEN | {"plannaam": "Proefweide"})),
    ("LMVW-11a_plannaam_dubbel", plannen(PLAN, PLAN | {"globalid": "p2"})),
    (
        "LMVW-11a_persoonsgegevens",
        met_plan(
            bestemmingsplan="NL.IMRO.0193.BP12345-0003",
            opmerkingen_basis="30 @ 2027; zaak 2024-0612345678",
            masterplan="0123456789012",
        ),
    ),
    ("LMVW-6a_vertrouwelijke_woorden", met_plan(opmerkingen_status="dit plan is niet meer vertrouwelijk")),
    (
        "LMVW-6a_vertrouwelijke_woorden",
        met_plan(opmerkingen_status="vertrouwelijk", vertrouwelijkheid="Gemeente", status_planologisch="4A. Visie"),
    ),
    ("LMVW-11a_knelpunten", met_plan(knelpunten_meerkeuze="Geen")),
    ("LMVW-11a_knelpunten", met_plan(knelpunten_meerkeuze='["Geen"]')),
    ("LMVW-11a_knelpunten", met_plan(knelpunten_meerkeuze="Netcongestie, Onrendabele top")),
    ("LMVW-11a_knelpunten_toelichting", met_plan(knelpunten_meerkeuze="Anders", toelichting_knelpunten="bodem")),
    ("LMVW-11a_opdrachtgever_naam", met_plan(opdrachtgever_type="Anders", opdrachtgever_naam="Stichting")),
    ("LMVW-3_ja_nee", met_plan(zoekgebied="ja", sleutelproject="Onbekend")),
    ("LMVW-5b_plan_zonder_jaarrijen", {"planregistratie": [PLAN], "detailplanning": []}),
    ("LMVW-5b_plan_zonder_jaarrijen", {"planregistratie": [PLAN | VERVALLEN, ZACHT], "detailplanning": [LATER]}),
    ("LMVW-5b_globalid_volgnummer", met_plan(globalid="2024-17")),
    ("LMVW-5b_detail_sleutel", {**GOED, "detailplanning": [JAAR | {"globalid": " "}, LATER | {"globalid": " "}]}),
    ("LMVW-5b_detail_jaar_dubbel", {**GOED, "detailplanning": [JAAR, JAAR | {"jaartal": 2028}]}),
    ("LMVW-5a_provincie", met_plan(provincie="overijssel ")),
    ("LMVW-6d_nieuw_op_vervallen", plannen(PLAN | VERVALLEN, ZACHT | {"geometrie": vlak(203060, 503000)})),
]
