"""Households as landing leaves them, each right by every rule until something in it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from woonkluis.contracts import contract_by_id

if TYPE_CHECKING:
    from woonkluis.contracts import Contract

PEILDATUM = "2026-01-01"
KBO = "0400000086"

Records = dict[str, list[dict[str, Any]]]
Anders = dict[str, dict[str, Any] | list[dict[str, Any]]]
"""Layer -> what differs: in its first record, or a list with what differs in each of its records."""


def insz(geboren: str, teller: int) -> str:
    """INSZ of who was born on a day (1985-07-30), with its check digits."""
    digits = f"{geboren[2:4]}{geboren[5:7]}{geboren[8:10]}{teller:03d}"
    century = "2" if geboren >= "2000" else ""
    return f"{digits}{97 - int(century + digits) % 97:02d}"


PERSOON = {"contractnummer": "C{n}", "computernummer": "1"}

GEZIN: Records = {
    "woning": [
        {
            "woonmaatschappij_woning_id": "W{n}",
            "gemeente_nis_code": "11001",
            "bouwjaar": "1982",
            "aantal_slaapkamers": "2",
            "markthuurwaarde": "812.50",
            "gebouweenheid_id": "1{n}",
            "crs": "31370",
            "x": "152000.25",
            "y": "212000",
            "ingehuurd": "nee",
            "huurstelsel": "sociaal",
        }
    ],
    "huurovereenkomst": [
        {
            "woonmaatschappij_woning_id": "W{n}",
            "contractnummer": "C{n}",
            "begindatum": "2019-02-28",
            "tijdelijk": "nee",
        }
    ],
    "gezinslid": [
        PERSOON
        | {"rol": "huurder", "insz": "{huurder}", "geboortedatum": "1985-07-30", "geslacht": "1", "positie_code": "01"}
        | {"beroep": "arbeider"},
        PERSOON
        | {"computernummer": "2", "rol": "gezinslid", "insz": "{kind}", "geboortedatum": "2017-07-30"}
        | {"geslacht": "1", "positie_code": "03"},
    ],
    "huurprijsberekening": [
        {
            "contractnummer": "C{n}",
            "begindatum": "2025-06-01",
            "totaal_inkomen": "22000",
            "niet_geindexeerd_totaal_inkomen": "21000",
            "basishuurprijs": "700.00",
            "gezinskorting": "20",
            "reele_huur": "380",
            "patrimoniumkorting": "0",
            "energiecorrectie": "0",
            "minimale_huurprijs": "150",
        }
    ],
}
"""In every household; {n} is its number, {huurder} and {kind} are the INSZ of its members."""

DOSSIERS: dict[str, dict[str, Any]] = {
    "hoofdhuurovereenkomst": {
        "woonmaatschappij_woning_id": "W{n}",
        "hoofdcontractnummer": "H{n}",
        "begindatum": "2015-01-01",
    },
    "eigenaar": {
        "woonmaatschappij_woning_id": "W{n}",
        "hoofdcontractnummer": "H{n}",
        "eigenaar_soort": "individueel",
        "insz_eigenaar": "{huurder}",
        "gemeente_nis_code": "11001",
        "capakey": "11922B0570/00H004",
        "kadastrale_afdeling": "11922",
        "sectie": "B",
        "grondnummer": "570",
    },
    "huureinde": {
        "contractnummer": "C{n}",
        "huureinde_soort": "opzeg huurder",
        "opzeg_reden": "verhuis",
        "opgestart_op": "2025-06-01",
        "effectief_op": "2025-09-01",
    },
    "wijziging": PERSOON | {"wijziging_veld": "beroep", "wijziging_waarde": "bediende", "geldig_van": "2023-05-01"},
    "aanslagbiljet": PERSOON
    | {"inkomensjaar": "2024", "artikelnummer": "712345678", "gezamenlijk_belastbaar_inkomen": "20000"}
    | {"inkohierdatum": "2025-09-15"},
    "ocmw_jaar": PERSOON
    | {"refertejaar": "2024", "type_uitkering": "leefloon", "bedrag": "8000", "maanden_onderbreking": "4"},
    "ocmw_maand": PERSOON
    | {
        "refertemaand": "2025-10",
        "begindatum": "2025-10-01",
        "einddatum": "2025-10-31",
        "type_uitkering": "leefloon",
        "bedrag": "1000",
        "insz_hoofdbegunstigde": "{huurder}",
        "partnersituatie": "alleenstaand",
        "ocmw_ondernemingsnummer": KBO,
        "ocmw_dossiernummer": "D1",
    },
    "pensioenrecht": PERSOON
    | {"pensioendossier_id": "P1", "begindatum_pensioen": "2020-99-99", "begindatum_recht": "2020-03-01"}
    | {"pensioentype": "rust", "pensioen_land_code": "150"},
    "pensioenbetaling": PERSOON
    | {"pensioendossier_id": "P1", "brutobedrag": "1200", "munteenheid": "EUR", "betaalmaand": "2025-11"}
    | {"beginmaand": "2025-11", "eindmaand": "2025-11"},
    "werkloosheid": PERSOON
    | {"begindatum": "2025-10-01", "einddatum": "2025-10-31", "maand": "2025-10", "uitbetaald_bedrag": "900"}
    | {"uitkeringen_aantal": "26", "goedgekeurd_bedrag": "900", "statuut_dossier": "1"},
    "handicap": PERSOON
    | {"insz_handicap": "{huurder}", "wetgeving": "volwassene", "beslissing_status": "erkend"}
    | {"beslissingsdatum": "2020-01-01", "begin_erkenning": "2020-01-01"},
    "arbeidsongeschiktheid": PERSOON
    | {"ao_dossiernummer": "A1", "sociale_status": "arbeider", "begindatum": "2025-03-01", "ao_type": "ziekte"}
    | {"risico_situatie": "actief"},
    "ao_vergoeding": PERSOON
    | {"ao_dossiernummer": "A1", "begindatum": "2025-03-01", "einddatum": "2025-03-31", "dagen_aantal": "26"},
    "gezinsbijslag": PERSOON
    | {"rechthebbenden": "{huurder}", "rechtgevenden": "{kind}", "fonds_id": "FONS", "bijslag_dossiernummer": "G1"}
    | {"begin_recht": "2018-01-01", "bijgewerkt_op": "2025-10-01"},
    "verbonden_persoon": PERSOON
    | {"bijslag_dossiernummer": "G1", "insz_verbonden": "{kind}", "hoedanigheid": "rechtgevende"},
    "grond": {"gemeente_nis_code": "11001", "grondreserve_m2": "1200", "verworven_m2": "0"},
}
"""Layers that a household has when it is asked to differ in them."""


def ruim(share: float) -> Contract:
    """The contract with another share of woningen that may be set aside (WIV-7.1)."""
    agreed = contract_by_id("cwr-xml-1")
    return agreed.model_copy(update={"limits": agreed.limits.model_copy(update={"max_invalid_share": share})})


def gezin(nummer: int, anders: Anders) -> Records:
    """The records of one household; None takes a field away."""
    words = {
        "n": f"{nummer:04d}",
        "huurder": insz("1985-07-30", 2 * nummer + 1),
        "kind": insz("2017-07-30", 2 * nummer + 1),
    }
    made: Records = {}
    for laag in (*GEZIN, *(laag for laag in anders if laag not in GEZIN)):
        base = GEZIN[laag] if laag in GEZIN else [DOSSIERS[laag]]
        change = anders.get(laag, {})
        changes = change if isinstance(change, list) else [change, *({} for _ in base[1:])]
        records = [base[min(index, len(base) - 1)] | one for index, one in enumerate(changes)]
        made[laag] = [
            {veld: waarde.format(**words) for veld, waarde in record.items() if waarde is not None}
            for record in records
        ]
    return made
