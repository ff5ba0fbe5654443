"""WIV-7.1: every rule on contents finds the household that breaks it, and not the one that nearly does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.check.conftest import SENTENCES, land
from tests.check.cwr import DOSSIERS, KBO, PEILDATUM, Anders, Records, gezin

from woonkluis.check import load_rules
from woonkluis.check.checking import prepare
from woonkluis.contracts import contract_by_id

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from woonkluis.platform.settings import Settings

RULES = {rule.regel: rule for rule in load_rules(Path(__file__).resolve().parents[2] / "sql" / "rules" / "cwr")}
TABLES = {layer.naam: layer.table.removeprefix("cwr_") for layer in contract_by_id("cwr-xml-1").layers}

INGEHUURD: Anders = {
    "woning": {"ingehuurd": "ja"},
    "hoofdhuurovereenkomst": {},
    "huurovereenkomst": {"hoofdcontractnummer": "H{n}"},
}
GEEINDIGD: Anders = {"huurovereenkomst": {"einddatum": "2025-09-01"}, "huureinde": {}}
Case = tuple[str, str, Anders, Anders]
"""Rule, column it names, what breaks it, what nearly does."""

CASES: list[Case] = [
    ("PDB-12_capakey", "capakey", {"woning": {"capakey": "11039B0570/00"}}, {"woning": {"capakey": "11922B0570/00_000"}}),
    ("PDB-12_gebouweenheid", "gebouweenheid_id", {"woning": {"gebouweenheid_id": "0123"}}, {"woning": {"gebouweenheid_id": "99999999999"}}),
    ("PDB-12_gebouweenheid_dubbel", "gebouweenheid_id", {"woning": [{}, {"woonmaatschappij_woning_id": "X{n}"}]}, {"woning": [{}, {"woonmaatschappij_woning_id": "X{n}", "gebouweenheid_id": "2{n}"}]}),
    ("PDB-12_vmsw_woning_dubbel", "vmsw_woning_id", {"woning": [{"vmsw_woning_id": "ZYKTR"}, {"woonmaatschappij_woning_id": "X{n}", "vmsw_woning_id": "ZYKTR"}]}, {"woning": [{"vmsw_woning_id": "ZYKTA"}, {"woonmaatschappij_woning_id": "X{n}", "vmsw_woning_id": "ZYKTB"}]}),
    ("PDB-12_eigenaar_kbo", "eigenaar_organisatie_id", {"woning": {"eigenaar_organisatie_id": "0400000087"}}, {"woning": {"eigenaar_organisatie_id": "GEM0400000087"}}),
    ("PDB-12_punt", "x", {"woning": {"crs": "3812"}}, {"woning": {"crs": "3812", "x": "652000", "y": "712000"}}),
    ("PDB-12_bouwjaar", "renovatiejaar", {"woning": {"renovatiejaar": "1981"}}, {"woning": {"renovatiejaar": "1982", "bouwjaar": "1982"}}),
    ("PDB-12_epc_datum", "epc_datum", {"woning": {"epc_datum": "2026-01-02"}}, {"woning": {"epc_datum": "2026-01-01"}}),
    ("PDB-12_ontbreekt", "markthuurwaarde", {"woning": {"markthuurwaarde": None}}, {"woning": {"markthuurwaarde": "0"}}),
    ("PDB-13_gemeente_dubbel", "gemeente_nis_code", {"grond": [{"gemeente_nis_code": "11002"}, {"gemeente_nis_code": "11002"}]}, {"grond": [{"gemeente_nis_code": "11004"}, {"gemeente_nis_code": "11005"}]}),
    ("PDB-13_gemeente_onbekend", "gemeente_nis_code", {"grond": {"gemeente_nis_code": "99999"}}, {"grond": {"gemeente_nis_code": "11007"}}),
    ("WIV-3.1.1_twee_geboortedatums", "geboortedatum", {"gezinslid": [{}, {}, {"contractnummer": "Z{n}", "geboortedatum": "2017-08-30"}]}, {"gezinslid": [{}, {}, {"contractnummer": "Z{n}", "geboortedatum": "2017-07-99"}]}),
    ("WIV-3.1.3_geboorteplaats", "geboorteplaats", {"gezinslid": {"geboorteplaats": "Gent"}}, {"gezinslid": {"geboortedatum": "1985-99-99"}}),
    ("WIV-3.1.4_eeuw", "geboortedatum", {"gezinslid": [{}, {"geboortedatum": "1917-07-30"}]}, {"gezinslid": [{}, {"geboortedatum": "9999-99-99"}]}),
    ("WIV-3.1.6_geslacht_insz", "geslacht", {"gezinslid": {"geslacht": "2"}}, {"gezinslid": {"geslacht": "2", "insz": "98272810145"}}),
    ("WIV-3.1.7_nis_fusie", "gemeente_nis_code", {"gezinslid": {"gemeente_nis_code": "11007"}}, {"gezinslid": {"gemeente_nis_code": "11002"}}),
    ("WIV-3.1.7_twee_woningen", "insz", {"huurovereenkomst": [{}, {"contractnummer": "Y{n}", "woonmaatschappij_woning_id": "X{n}"}], "gezinslid": [{}, {}, {"contractnummer": "Y{n}", "rol": "huurder", "insz": "{huurder}"}]}, {"huurovereenkomst": [{}, {"contractnummer": "Y{n}", "woonmaatschappij_woning_id": "X{n}"}], "gezinslid": [{}, {}, {"contractnummer": "Y{n}", "rol": "huurder", "insz": "{huurder}", "straatnaam": "Elderslaan"}]}),
    ("WIV-3.1.8_ontbreekt", "beroep", {"gezinslid": {"beroep": None}}, {"gezinslid": [{}, {"beroep": None}]}),
    ("WIV-3.1.10_zonder_referentiepersoon", "contractnummer", {"gezinslid": {"positie_code": "12"}}, {"gezinslid": [{}, {"positie_code": "12"}]}),
    ("WIV-3.1.10_referentiepersoon_dubbel", "contractnummer", {"gezinslid": [{}, {"positie_code": "01"}]}, {"gezinslid": [{}, {"positie_code": "02"}]}),
    ("WIV-3.1.10_referentiehuurder", "rol", {"gezinslid": {"rol": "gezinslid"}}, {"gezinslid": [{}, {"rol": "huurder"}]}),
    ("WIV-3.1.10_twee_partners", "positie_code", {"gezinslid": [{}, {"positie_code": "02"}, {"computernummer": "3", "positie_code": "21"}]}, {"gezinslid": [{}, {"positie_code": "02"}, {"computernummer": "3"}]}),
    ("WIV-3.1.10_kind_ouder", "positie_code", {"gezinslid": [{}, {"geboortedatum": "1985-07-30"}]}, {"gezinslid": [{}, {"geboortedatum": "1985-99-99"}]}),
    ("WIV-3.1.12_toekomst", "geldig_van", {"wijziging": {"geldig_van": "2026-01-02"}}, {"wijziging": {"geldig_van": "2026-01-99"}}),
    ("WIV-R.3_wijziging", "geldig_van", {"wijziging": {"geldig_van": "2020-12-31"}}, {"wijziging": {"geldig_van": "2021-01-01"}}),
    ("WIV-3.2.1_insz_eigenaar", "insz_eigenaar", {**INGEHUURD, "eigenaar": {"insz_eigenaar": "85073003329"}}, {**INGEHUURD, "eigenaar": {"insz_eigenaar": "98472899765"}}),
    ("WIV-3.2.1_ondernemingsnummer", "ondernemingsnummer", {**INGEHUURD, "eigenaar": {"ondernemingsnummer": "2200731050"}}, {**INGEHUURD, "eigenaar": {"ondernemingsnummer": "0316380841"}}),
    ("WIV-3.2.1_nummer_ontbreekt", "eigenaar_soort", {**INGEHUURD, "eigenaar": {"insz_eigenaar": None}}, {**INGEHUURD, "eigenaar": {"insz_eigenaar": None, "eigenaar_soort": "gemeenschap"}}),
    ("WIV-3.2.2_nis_fusie", "gemeente_nis_code", {**INGEHUURD, "eigenaar": {"gemeente_nis_code": "46014"}}, {**INGEHUURD, "eigenaar": {"gemeente_nis_code": "46029"}}),
    ("WIV-3.2.3_capakey", "capakey", {**INGEHUURD, "eigenaar": {"capakey": "11922b0570/00H004"}}, {**INGEHUURD, "eigenaar": {}}),
    ("WIV-3.2.3_kadaster", "capakey", {**INGEHUURD, "eigenaar": {"grondnummer": "571"}}, {**INGEHUURD, "eigenaar": {"grondnummer": "0570"}}),
    ("WIV-3.2.3_ontbreekt", "capakey", {**INGEHUURD, "eigenaar": {"capakey": None, "kadastrale_afdeling": None}}, {**INGEHUURD, "eigenaar": {"capakey": None}}),
    ("WIV-3.3.1_inkomensjaar", "inkomensjaar", {"aanslagbiljet": {"inkohierdatum": "2024-12-31"}}, {"aanslagbiljet": {"inkohierdatum": "2025-01-01"}}),
    ("WIV-3.3.1_dubbel", "inkomensjaar", {"aanslagbiljet": [{}, {}]}, {"aanslagbiljet": [{}, {"artikelnummer": "712345679"}]}),
    ("WIV-3.3.2_ontbreekt", "gezamenlijk_belastbaar_inkomen", {"aanslagbiljet": {"gezamenlijk_belastbaar_inkomen": None}}, {"aanslagbiljet": {"gezamenlijk_belastbaar_inkomen": None, "afzonderlijk_belastbaar_inkomen": "0"}}),
    ("WIV-3.3.6_ontbreekt", "inkohierdatum", {"aanslagbiljet": {"inkohierdatum": None}}, {"aanslagbiljet": {}}),
    ("WIV-R.2_aanslagbiljet", "inkohierdatum", {"aanslagbiljet": {"inkomensjaar": "2021", "inkohierdatum": "2022-12-31"}}, {"aanslagbiljet": {"inkomensjaar": "2021", "inkohierdatum": "2023-01-01"}}),
    ("WIV-3.4.4_maanden", "maanden_onderbreking", {"ocmw_jaar": {"maanden_onderbreking": "13"}}, {"ocmw_jaar": {"maanden_onderbreking": "12"}}),
    ("WIV-3.4.1_dubbel", "refertejaar", {"ocmw_jaar": [{}, {}]}, {"ocmw_jaar": [{}, {"type_uitkering": "equivalent leefloon"}]}),
    ("WIV-3.4.7_toekomst", "refertemaand", {"ocmw_maand": {"refertemaand": "2026-02"}}, {"ocmw_maand": {"refertemaand": "2026-01"}}),
    ("WIV-3.4.9_periode", "einddatum", {"ocmw_maand": {"einddatum": "2025-09-30"}}, {"ocmw_maand": {"einddatum": "2025-10-01"}}),
    ("WIV-3.4.12_insz", "insz_partner", {"ocmw_maand": {"insz_partner": "85073003329", "partnersituatie": "samenwonend"}}, {"ocmw_maand": {"insz_partner": "98472899765", "partnersituatie": "samenwonend"}}),
    ("WIV-3.4.12_ander_persoon", "insz_hoofdbegunstigde", {"ocmw_maand": {"insz_hoofdbegunstigde": "98472899765"}}, {"ocmw_maand": {"insz_hoofdbegunstigde": "98472899765", "insz_partner": "{huurder}", "partnersituatie": "samenwonend"}}),
    ("WIV-3.4.14_partner", "partnersituatie", {"ocmw_maand": {"partnersituatie": "samenwonend"}}, {"ocmw_maand": {"partnersituatie": "gezinshoofd"}}),
    ("WIV-3.4.15_ocmw_kbo", "ocmw_ondernemingsnummer", {"ocmw_maand": {"ocmw_ondernemingsnummer": "0400000087"}}, {"ocmw_maand": {"ocmw_ondernemingsnummer": "0316380841"}}),
    ("WIV-3.4_ontbreekt", "ocmw_dossiernummer", {"ocmw_maand": {"ocmw_dossiernummer": None}}, {"ocmw_maand": {"einddatum": None}}),
    ("WIV-3.5.17_periode", "afsluitingsdatum", {"pensioenrecht": {"afsluitingsdatum": "2020-02-29"}}, {"pensioenrecht": {"afsluitingsdatum": "2020-03-01"}}),
    ("WIV-3.5.7_volgorde", "begindatum_recht", {"pensioenrecht": {"begindatum_recht": "2019-12-31"}}, {"pensioenrecht": {"begindatum_recht": "2020-01-01"}}),
    ("WIV-3.5.25_periode", "eindmaand", {"pensioenbetaling": {"eindmaand": "2025-10"}}, {"pensioenbetaling": {"eindmaand": "2026-01"}}),
    ("WIV-3.5.23_toekomst", "betaalmaand", {"pensioenbetaling": {"betaalmaand": "2026-02"}}, {"pensioenbetaling": {"betaalmaand": "2026-01"}}),
    ("WIV-3.5.34_percentage", "voorheffing_percentage", {"pensioenbetaling": {"voorheffing_percentage": "100.01"}}, {"pensioenbetaling": {"voorheffing_percentage": "100", "solidariteitsbijdrage_percentage": "0"}}),
    ("WIV-3.5_ontbreekt", "pensioentype", {"pensioenrecht": {"pensioentype": None}}, {"pensioenrecht": {"afsluitingsdatum": None}}),
    ("WIV-3.5.18_ontbreekt", "brutobedrag", {"pensioenbetaling": {"brutobedrag": None}}, {"pensioenbetaling": {"brutobedrag": "0"}}),
    ("WIV-3.6.1_periode", "einddatum", {"werkloosheid": {"einddatum": "2025-09-30"}}, {"werkloosheid": {"einddatum": "2025-10-01"}}),
    ("WIV-3.6.2_maand", "maand", {"werkloosheid": {"maand": "2026-02"}}, {"werkloosheid": {"maand": "2026-01"}}),
    ("WIV-3.6_ontbreekt", "goedgekeurd_bedrag", {"werkloosheid": {"goedgekeurd_bedrag": None}}, {"werkloosheid": {"einddatum": None}}),
    ("WIV-3.7.1_insz", "insz_handicap", {"handicap": {"insz_handicap": "85073003329"}}, {"handicap": {"insz_handicap": "{kind}"}}),
    ("WIV-3.7.3_ontbreekt", "begin_erkenning", {"handicap": {"begin_erkenning": None}}, {"handicap": {"begin_erkenning": None, "beslissing_status": "niet komen opdagen"}}),
    ("WIV-3.7.4_toekomst", "beslissingsdatum", {"handicap": {"beslissingsdatum": "2026-01-02"}}, {"handicap": {"beslissingsdatum": "2026-01-01"}}),
    ("WIV-3.7.6_periode", "einde_erkenning", {"handicap": {"einde_erkenning": "2019-99-99"}}, {"handicap": {"einde_erkenning": "2020-99-99"}}),
    ("WIV-3.7.8_periode", "einde_recht", {"handicap": {"begin_recht": "2020-02-01", "einde_recht": "2020-01-99"}}, {"handicap": {"begin_recht": "2020-01-31", "einde_recht": "2020-01-99"}}),
    ("WIV-3.7.10_punten", "totaal_punten", {"handicap": {"totaal_punten": "100"}}, {"handicap": {"totaal_punten": "99", "zelfredzaamheid": "0"}}),
    ("WIV-3.7.11_percentage", "percentage_geestelijk", {"handicap": {"percentage_geestelijk": "100.5"}}, {"handicap": {"percentage_geestelijk": "100", "vermindering_verdienvermogen": "66"}}),
    ("WIV-3.7.15_maandbedrag", "maandbedrag", {"handicap": {"maandbedrag": "-0.01"}}, {"handicap": {"maandbedrag": "0"}}),
    ("WIV-3.7.18_pijler", "punten_pijler3", {"handicap": {"wetgeving": "kind", "punten_pijler3": "100"}}, {"handicap": {"wetgeving": "kind", "punten_pijler3": "99"}}),
    ("WIV-3.7.18_volwassene", "punten_pijler1", {"handicap": {"punten_pijler1": "4"}}, {"handicap": {"punten_pijler1": "4", "wetgeving": "kind"}}),
    ("WIV-3.8.3_periode", "einddatum", {"arbeidsongeschiktheid": {"einddatum": "2025-02-28", "reden_afsluiting": "x"}}, {"arbeidsongeschiktheid": {"einddatum": "2025-03-01", "reden_afsluiting": "x"}}),
    ("WIV-3.8.8_toekomst", "adoptie_pleegzorgdatum", {"arbeidsongeschiktheid": {"adoptie_pleegzorgdatum": "2026-01-02"}}, {"arbeidsongeschiktheid": {"adoptie_pleegzorgdatum": "2026-01-01"}}),
    ("WIV-3.8.7_zwangerschap", "bevallingsdatum", {"arbeidsongeschiktheid": {"bevallingsdatum": "2025-04-01"}}, {"arbeidsongeschiktheid": {"bevallingsdatum": "2025-04-01", "ao_type": "zwangerschap"}}),
    ("WIV-3.8_ontbreekt", "ao_type", {"arbeidsongeschiktheid": {"ao_type": None}}, {"arbeidsongeschiktheid": {}}),
    ("WIV-3.8.4_ontbreekt", "reden_afsluiting", {"arbeidsongeschiktheid": {"einddatum": "2025-04-01"}}, {"arbeidsongeschiktheid": {"einddatum": "2025-04-01", "reden_afsluiting": "werkhervatting"}}),
    ("WIV-3.8.14_periode", "einddatum", {"arbeidsongeschiktheid": {}, "ao_vergoeding": {"einddatum": "2025-02-28"}}, {"arbeidsongeschiktheid": {}, "ao_vergoeding": {"einddatum": "2025-03-01"}}),
    ("WIV-3.8.13_buiten_periode", "begindatum", {"arbeidsongeschiktheid": {}, "ao_vergoeding": {"begindatum": "2025-02-28"}}, {"arbeidsongeschiktheid": {}, "ao_vergoeding": {"begindatum": "2025-03-01"}}),
    ("WIV-3.8.18_dagen", "dagen_aantal", {"arbeidsongeschiktheid": {}, "ao_vergoeding": {"dagen_aantal": "31.5"}}, {"arbeidsongeschiktheid": {}, "ao_vergoeding": {"dagen_aantal": "31"}}),
    ("WIV-3.9.1_insz", "rechtgevenden", {"gezinsbijslag": {"rechtgevenden": "{kind} 17073003385"}}, {"gezinsbijslag": {"rechtgevenden": "{kind} {huurder}"}}),
    ("WIV-3.9.1_persoon", "bijslagtrekkenden", {"gezinsbijslag": {"bijslagtrekkenden": "98472899765"}}, {"gezinsbijslag": {"bijslagtrekkenden": "98472899765"}, "verbonden_persoon": {"insz_verbonden": "98472899765"}}),
    ("WIV-3.9.9_periode", "einde_recht", {"gezinsbijslag": {"einde_recht": "2017-12-31"}}, {"gezinsbijslag": {"einde_recht": "2018-01-01"}}),
    ("WIV-3.9.10_toekomst", "bijgewerkt_op", {"gezinsbijslag": {"bijgewerkt_op": "2026-01-02"}}, {"gezinsbijslag": {"bijgewerkt_op": "2026-01-01"}}),
    ("WIV-3.9.11_insz", "insz_verbonden", {"gezinsbijslag": {}, "verbonden_persoon": {"insz_verbonden": "17073003385"}}, {"gezinsbijslag": {}, "verbonden_persoon": {}}),
    ("WIV-3.9_ontbreekt", "fonds_id", {"gezinsbijslag": {"fonds_id": None}}, {"gezinsbijslag": {"einde_recht": None}}),
    ("WIV-3.10.1_overlap", "begindatum", {"huurovereenkomst": [{"einddatum": "2025-09-01"}, {"contractnummer": "Y{n}", "begindatum": "2025-09-01"}]}, {"huurovereenkomst": [{"einddatum": "2025-09-01"}, {"contractnummer": "Y{n}", "begindatum": "2025-09-02"}]}),
    ("WIV-3.10.1_toekomst", "begindatum", {"huurovereenkomst": {"begindatum": "2026-01-02"}}, {"huurovereenkomst": {"begindatum": "2026-01-01"}}),
    ("WIV-3.10.3_zonder_hoofdhuur", "ingehuurd", {"woning": {"ingehuurd": "ja"}}, INGEHUURD),
    ("WIV-3.10.3_eigen_woning", "hoofdcontractnummer", {"hoofdhuurovereenkomst": {}}, {"woning": {"ingehuurd": "ja"}, "hoofdhuurovereenkomst": {}}),
    ("WIV-3.10.3_onderhuur", "hoofdcontractnummer", {**INGEHUURD, "huurovereenkomst": {}}, INGEHUURD),
    ("WIV-3.10.3_hoofdhuur_eindigt", "einddatum", {**INGEHUURD, "hoofdhuurovereenkomst": {"einddatum": "2025-12-31"}}, {**INGEHUURD, "hoofdhuurovereenkomst": {"einddatum": "2026-01-01"}}),
    ("WIV-3.10.5_computernummer_dubbel", "computernummer", {"gezinslid": [{}, {"computernummer": "1"}]}, {"gezinslid": [{}, {}, {"contractnummer": "Z{n}"}]}),
    ("WIV-3.10.6_ontbreekt", "contractnummer", {"huurprijsberekening": {"contractnummer": "Z{n}"}}, {**GEEINDIGD, "huurprijsberekening": {"contractnummer": "Z{n}"}}),
    ("WIV-3.10.7_overlap", "begindatum", {"huurprijsberekening": [{"einddatum": "2025-10-01"}, {"begindatum": "2025-10-01"}]}, {"huurprijsberekening": [{"einddatum": "2025-09-30"}, {"begindatum": "2025-10-01"}]}),
    ("WIV-3.10.7_buiten_huur", "begindatum", {"huurprijsberekening": {"begindatum": "2019-02-27"}}, {"huurprijsberekening": {"begindatum": "2019-02-28"}}),
    ("WIV-3.10.7_verouderd", "contractnummer", {"huurprijsberekening": {"begindatum": "2024-11-30"}}, {"huurprijsberekening": {"begindatum": "2024-12-01"}}),
    ("WIV-3.10.11_minimum", "reele_huur", {"huurprijsberekening": {"totaal_inkomen": "0", "reele_huur": "149.99"}}, {"huurprijsberekening": {"totaal_inkomen": "0", "reele_huur": "120", "basishuurprijs": "120"}}),
    ("WIV-3.10.11_formule", "reele_huur", {"huurprijsberekening": {"reele_huur": "413"}}, {"huurprijsberekening": {"reele_huur": "412"}}),
    ("WIV-3.10.14_ontbreekt", "einddatum", {"huurovereenkomst": {"einddatum": "2025-09-01"}}, GEEINDIGD),
    ("WIV-3.10.15_ontbreekt", "opzeg_reden", {**GEEINDIGD, "huureinde": {"opzeg_reden": None}}, {**GEEINDIGD, "huureinde": {"huureinde_soort": "ontbinding van rechtswege", "ontbinding_reden": "overlijden"}}),
    ("WIV-3.10.17_volgorde", "effectief_op", {**GEEINDIGD, "huureinde": {"opgestart_op": "2025-09-02"}}, {**GEEINDIGD, "huureinde": {"opgestart_op": "2025-09-01"}}),
    ("WIV-3.10.18_einddatum", "effectief_op", {"huureinde": {}}, {"huureinde": {"effectief_op": "2026-01-02"}}),
    ("WIV-3.10.21_ontbreekt", "attestnummer", {"woning": {"huurstelsel": "geconventioneerd"}}, {"woning": {"huurstelsel": "geconventioneerd"}, "huurovereenkomst": {"attestnummer": "ATT1"}}),
]  # fmt: skip

ELSEWHERE = {
    # By their peildatum or message: the tests below.
    "PDB-12_nis_te_vroeg",
    "WIV-5.1_peildatum_verouderd",
    "WIV-5.1_verwijderd_en_geleverd",
    "WIV-5.1_verwijderd_open_huur",
    "WIV-7.1_omvang",
}


def test_every_rule_has_a_class_and_says_what_to_do() -> None:
    """WIV-7.1: six classes, and each of them occurs; 40 rules at least beside those about codes."""
    assert all(rule.klasse and rule.actie for rule in RULES.values())
    assert len({rule.klasse for rule in RULES.values()}) == 6
    assert len([rule for rule in RULES.values() if not rule.titel.startswith("De code in ")]) >= 24 + 40
    # Health (WIV-3.7, WIV-3.8): no value of it in a finding.
    health = [rule for rule in RULES.values() if re.match(r"WIV-3\.[78][._]", rule.regel)]
    assert len(health) > 20
    assert all("null as waarde" in rule.query for rule in health)


def _prepared(kluis: Settings, connection: psycopg.Connection[Any], lagen: Records, **register: str) -> int:
    levering_id = land(connection, "cwr", lagen, **{"bronhouder_code": KBO, "peildatum": PEILDATUM} | register)
    prepare(connection, kluis.repo_dir / "sql" / "rules" / "cwr", levering_id)
    return levering_id


def test_what_breaks_a_rule_is_found_and_what_nearly_does_is_not(
    kluis: Settings, connect: Callable[..., psycopg.Connection[Any]]
) -> None:
    """Two households per rule in one delivery, and two that are right by all of them, one of them with every record."""
    lagen: Records = {}
    of_row: dict[tuple[str, int], tuple[str, bool] | None] = {}
    cases = [case for case in CASES if case[0] not in ELSEWHERE]
    ended = {"hoofdcontractnummer": "H{n}", "einddatum": "2025-09-01"}
    everything: Anders = {**{laag: {} for laag in DOSSIERS}, "woning": {"ingehuurd": "ja"}, "huurovereenkomst": ended}
    houses: list[tuple[tuple[str, bool] | None, Anders]] = [(None, {}), (None, everything)]
    for regel, _, fout, bijna in cases:
        houses += [((regel, True), fout), ((regel, False), bijna)]
    for nummer, (case, anders) in enumerate(houses):
        for laag, records in gezin(nummer, anders).items():
            for record in records:
                lagen.setdefault(laag, []).append(record)
                of_row[laag, len(lagen[laag])] = case
    connection = connect("dienst_lader")
    levering_id = _prepared(kluis, connection, lagen)
    columns: dict[str, set[str]] = {}
    wrong = []
    for rule in RULES.values():
        for rij, kolom, waarde, melding in connection.execute(rule.query.encode(), {"levering_id": levering_id}):
            assert SENTENCES.fullmatch(melding), melding
            assert melding.endswith(str(rule.actie)) or rule.regel not in dict.fromkeys(case[0] for case in cases)
            case = of_row.get((TABLES[rule.laag or "kop"], rij))
            if case is None and rule.laag:
                wrong.append(f"{rule.regel} finds fault with a household that is right: {kolom} {waarde}")
            elif case == (rule.regel, False):
                wrong.append(f"{rule.regel} finds fault with what nearly breaks it: {kolom} {waarde}")
            elif case == (rule.regel, True):
                columns.setdefault(rule.regel, set()).add(kolom)
    wrong += [f"{regel} does not find {kolom}" for regel, kolom, *_ in cases if columns.get(regel, set()) != {kolom}]
    assert wrong == []


def test_every_rule_on_contents_is_tried_and_nothing_else_is() -> None:
    """The counts in both directions: no rule without a case, no case without a rule, none twice."""
    from tests.check.test_regels_cwr import FAULTS

    tried = [case[0] for case in CASES] + sorted(ELSEWHERE - {case[0] for case in CASES})
    assert len(tried) == len(set(tried))
    elsewhere = {regel for regel, *_ in FAULTS} | {"WIV-5.1_volledig_leeg", "WIV-5.1_verwijderd_in_volledig"}
    elsewhere.add("WIV-7.1_omvang_weigering")
    elsewhere |= {rule.regel for rule in RULES.values() if rule.titel.startswith("De code in ")}
    assert set(tried) == set(RULES) - elsewhere


@pytest.mark.parametrize(
    ("peildatum", "nis_code", "found"),
    [("2024-12-31", "46029", 1), ("2025-01-01", "46029", 0), ("2024-12-31", "11002", 0), ("2024-12-31", "46014", 0)],
)
def test_a_gemeente_has_the_code_of_its_day(
    vind: Callable[..., Any], peildatum: str, nis_code: str, found: int
) -> None:
    """PDB-12: the fusies of 2025; Antwerpen kept its code."""
    lagen = gezin(0, {"woning": {"gemeente_nis_code": nis_code}})
    early = vind("PDB-12_nis_te_vroeg", "cwr", lagen, bronhouder_code=KBO, peildatum=peildatum)
    assert len(early) == found
    assert vind("PDB-12_nis_fusie", "cwr", lagen, bronhouder_code=KBO, peildatum="2024-12-31") == []


def test_figures_of_long_ago_are_told(vind: Callable[..., Any]) -> None:
    """WIV-5.1: the term is a row with a date."""
    import datetime as dt

    vandaag = dt.datetime.now(dt.UTC).date()
    for dagen, found in ((92, 0), (93, 1)):
        peildatum = str(vandaag - dt.timedelta(days=dagen))
        assert len(vind("WIV-5.1_peildatum_verouderd", "cwr", {}, bronhouder_code=KBO, peildatum=peildatum)) == found


def test_an_assessment_is_as_old_as_the_reader_takes_it_to_be(vind: Callable[..., Any]) -> None:
    """WIV-R.2: the same fields and days as tests/land/test_bewaartermijn, with and without inkohierdatum."""
    old = [("2021", "2022-12-31"), ("2020", "2021-09-15"), ("2021", None), ("1999", None)]
    young = [("2023", "2024-10-15"), ("2021", "2023-01-01"), ("2023", None), ("2022", None)]
    lagen = {"aanslagbiljet": [{"inkomensjaar": jaar, "inkohierdatum": dag} for jaar, dag in (*old, *young)]}
    found = vind("WIV-R.2_aanslagbiljet", "cwr", lagen, bronhouder_code=KBO, peildatum=PEILDATUM)
    assert [(rij, kolom) for rij, kolom, _ in found] == [
        (rij, "inkohierdatum" if dag else "inkomensjaar") for rij, (_, dag) in enumerate(old, start=1)
    ]


def test_a_mutatie_takes_no_woning_away_that_is_let(vind: Callable[..., Any]) -> None:
    """WIV-5.1: by what was told last of it, since the last message that told all."""

    def bericht(soort: str, volgnummer: int) -> Records:
        moment = f"2025-10-01T00:{volgnummer:02d}:00Z"
        return {"bericht": [{"soort": soort, "volgnummer": str(volgnummer), "aangemaakt_op": moment}]}

    weg: Records = {"verwijderde_woning": [{"woonmaatschappij_woning_id": "W0000", "verwijderd_op": "2025-12-01"}]}
    verhuurd, leeg = gezin(0, {}) | bericht("volledig", 1), gezin(0, GEEINDIGD) | bericht("mutatie", 2)
    regel = "WIV-5.1_verwijderd_open_huur"
    found = [(1, "woonmaatschappij_woning_id", "W0000")]

    def play(volgnummer: int, *eerder: Records, door: str = KBO) -> list[Any]:
        before = [(door, f"2025-10-{day:02d}", lagen) for day, lagen in enumerate(eerder, start=1)]
        lagen = weg | bericht("mutatie", volgnummer)
        told: list[Any] = vind(regel, "cwr", lagen, eerder=before, bronhouder_code=KBO, peildatum=PEILDATUM)
        return told

    assert play(2, verhuurd) == found
    assert play(3, verhuurd, leeg) == []
    assert play(3, verhuurd, weg | bericht("mutatie", 2)) == [], "it was taken away before"
    assert play(3, verhuurd) == [], "what came between is not here, and may be the end of the lease"
    assert play(2, verhuurd, door="0316380841") == []
    also = weg | {"woning": [{"woonmaatschappij_woning_id": "W0000"}]}
    assert vind("WIV-5.1_verwijderd_en_geleverd", "cwr", also, bronhouder_code=KBO) == found
    other = weg | {"woning": [{"woonmaatschappij_woning_id": "W0001"}]}
    assert vind("WIV-5.1_verwijderd_en_geleverd", "cwr", other, bronhouder_code=KBO) == []


def woningen(*nummers: int) -> Records:
    """Woningen by their number, without a lease."""
    return {"woning": [gezin(nummer, {})["woning"][0] for nummer in nummers]}


def weg(*nummers: int) -> Records:
    return {
        "verwijderde_woning": [
            {"woonmaatschappij_woning_id": f"W{nummer:04d}", "verwijderd_op": "2025-10-01"} for nummer in nummers
        ]
    }


FALLS: list[tuple[list[tuple[str, Records]], tuple[str, Records], str | None]] = [
    ([("volledig", woningen(*range(20)))], ("volledig", woningen(*range(10))), None),
    ([("volledig", woningen(*range(20)))], ("volledig", woningen(*range(9))), "WIV-7.1_omvang"),
    ([("volledig", woningen(*range(20)))], ("volledig", woningen(1, 2)), "WIV-7.1_omvang"),
    ([("volledig", woningen(*range(20)))], ("volledig", woningen(1)), "WIV-7.1_omvang_weigering"),
    # What the schema left out stands in the message all the same.
    (
        [("volledig", woningen(*range(20)))],
        (
            "volledig",
            woningen(1) | {"overgeslagen": [{"element": "woning", "rijnummer": str(n)} for n in range(2, 11)]},
        ),
        None,
    ),
    # A share of nine says nothing, a mutatie has only what changed, and of the first message nothing can be missing.
    ([("volledig", woningen(*range(9)))], ("volledig", woningen(1)), None),
    ([("volledig", woningen(*range(20)))], ("mutatie", woningen(1)), None),
    ([], ("volledig", woningen(1)), None),
    # What counted before is what the messages say together: fifteen, and then, said woning by woning, one.
    (
        [("volledig", woningen(*range(10))), ("mutatie", woningen(*range(5, 15)))],
        ("volledig", woningen(1)),
        "WIV-7.1_omvang_weigering",
    ),
    ([("volledig", woningen(*range(20))), ("mutatie", weg(*range(1, 20)))], ("volledig", woningen(0)), None),
]
"""WIV-7.1: messages that count, the message that comes, and the rule that finds it too small."""


@pytest.mark.parametrize(("eerder", "nu", "expected"), FALLS)
def test_a_full_message_that_is_suddenly_small_is_found(
    vind: Callable[..., Any], eerder: list[tuple[str, Records]], nu: tuple[str, Records], expected: str | None
) -> None:
    numbered = [
        records
        | {"bericht": [{"soort": soort, "volgnummer": str(number), "aangemaakt_op": f"2025-10-0{number}T00:00:00Z"}]}
        for number, (soort, records) in enumerate([*eerder, nu], start=1)
    ]
    *before, message = numbered
    earlier = [(KBO, f"2025-10-{day:02d}", lagen) for day, lagen in enumerate(before, start=1)]
    told = {
        regel
        for regel in ("WIV-7.1_omvang", "WIV-7.1_omvang_weigering")
        if vind(regel, "cwr", message, eerder=earlier, bronhouder_code=KBO, peildatum=PEILDATUM)
    }
    assert told == ({expected} if expected else set())
