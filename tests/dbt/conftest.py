"""A warehouse of its own with small deliveries landed by hand, built by dbt and published once for all tests here."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from tests.dbt import apart

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))

from woonkluis.accept import accept
from woonkluis.contracts import contract_by_id
from woonkluis.kluis import maak_personen
from woonkluis.land import land
from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import ensure_login, migrate, run_dbt
from woonkluis.platform.secrets import ensure_passwords
from woonkluis.platform.settings import ADMIN
from woonkluis.publish import publish
from woonkluis.receive import receive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from woonkluis.platform.settings import Settings

Rows = dict[str, list[dict[str, Any]]]

TABLES = {
    "Planregistratie": "lmvw_planregistratie",
    "DetailPlanning": "lmvw_detailplanning",
} | {layer.naam: layer.table for layer in contract_by_id("cwr-xml-1").layers}
READERS = {
    "proef_deventer": ("lmvw_gemeente", "gemeente", "GM0150"),
    "proef_overijssel": ("lmvw_provincie", "provincie", "PV23"),
    "proef_beheer": ("lmvw_beheer", None, None),
    "proef_gebruiker": ("lmvw_gebruiker", None, None),
    "proef_lezer": ("publiek_lezer", None, None),
    "proef_huurprijs": ("cwr_huurprijs", "vlaanderen", "VL"),
    "proef_prestatie": ("cwr_prestatie", "vlaanderen", "VL"),
    "proef_statistiek": ("cwr_statistiek", "vlaanderen", "VL"),
    "proef_gsc": ("cwr_gsc", "vlaanderen", "VL"),
    "proef_zonder_recht": ("cwr_huurprijs", None, None),
    "proef_toezicht": ("cwr_toezicht", "woonmaatschappij", "0400000007"),
    "proef_woonmaatschappij": ("cwr_woonmaatschappij", "woonmaatschappij", "0400000007"),
    "proef_beleid": ("cwr_beleid", None, None),
    "proef_dpo": ("cwr_dpo", None, None),
}
POLYGON = shapely.set_srid(shapely.box(207000, 474000, 207100, 474100), 28992)


@dataclass
class Plan:
    """A plan and its only year row: `bouw` woningen of one woningtype and prijsklasse."""

    bron_plan_id: str
    vertrouwelijkheid: str = "Openbaar"
    status: str = "4B. Idee"
    bouw: int = 10
    sloop: int = 0
    cel: str = "eengezins_koop2"
    jaar: str | None = "2030"
    meer: dict[str, Any] = field(default_factory=dict)


def lmvw_rows(plans: list[Plan]) -> Rows:
    """Write plans as the reader would: known fields, empty ones left out."""
    return {
        "Planregistratie": [
            {
                "globalid": plan.bron_plan_id,
                "plannaam": f"naam van {plan.bron_plan_id}",
                "vertrouwelijkheid": plan.vertrouwelijkheid,
                "opdrachtgever_naam": f"opdrachtgever van {plan.bron_plan_id}",
                "status_planologisch": plan.status,
                "totaal_bouw": plan.bouw,
                "totaal_sloop": plan.sloop,
                "totaal_netto": plan.bouw - plan.sloop,
                **plan.meer,
            }
            for plan in plans
        ],
        "DetailPlanning": [
            {
                "globalid": f"jaar {plan.bron_plan_id}",
                "parent_globalid": plan.bron_plan_id,
                **({"jaartal": plan.jaar} if plan.jaar else {}),
                plan.cel: plan.bouw,
                f"sloop_{plan.cel}": plan.sloop,
            }
            for plan in plans
        ],
    }


def deliver(
    settings: Settings,
    regime: str,
    bronhouder: str,
    rows: Rows,
    peildatum: str = "2026-01-01",
    *,
    door_provincie: bool = False,
    provincie: str | None = None,
    apart: Sequence[str] = (),
) -> int:
    """Land rows and take them to acceptance as the loader; an accepted delivery of the same peildatum is superseded.

    ``door_provincie`` is the choice of LMVW-8, ``apart`` the woningen that the check would set aside (WIV-7.1).
    """
    text = json.dumps([bronhouder, peildatum, rows, door_provincie], sort_keys=True)
    with connect("dienst_lader", settings=settings) as loader:
        [(levering_id,)] = loader.execute(
            "insert into register.levering "
            "(regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, "
            "bestand_bytes, aggregeren_door_provincie) "
            "values (%s, %s, %s, 'proef', %s, %s, 'proef', 1, %s) returning levering_id",
            [regime, bronhouder, provincie, peildatum, hashlib.sha256(text.encode()).hexdigest(), door_provincie],
        ).fetchall()
        for layer, records in rows.items():
            for number, record in enumerate(records, start=1):
                values = json.dumps(record, ensure_ascii=False)
                geometry = shapely.to_wkb(POLYGON, include_srid=True) if layer == "Planregistratie" else None
                digest = hashlib.sha256(values.encode() + (geometry or b"")).digest()
                loader.execute(
                    f"insert into landing.{TABLES[layer]} (levering_id, rij, rij_hash, waarden, geometrie) "
                    "values (%s, %s, %s, %s::json, st_geomfromewkb(%s))",
                    [levering_id, number, digest, values, geometry],
                )
        counts = json.dumps({layer: len(records) for layer, records in rows.items()})
        loader.execute(
            "update register.levering set status = 'gelezen', rijen = %s where levering_id = %s", [counts, levering_id]
        )
        for number, woning in enumerate(apart, start=1):
            loader.execute(
                "insert into register.afgezonderd values (%s, %s, 'WIV-3.1.1_insz', %s)", [levering_id, number, woning]
            )
        loader.execute("update register.levering set status = 'gecontroleerd' where levering_id = %s", [levering_id])
        if "kop" in rows:
            loader.commit()
            accept(levering_id, settings=settings)
            return int(levering_id)
        loader.execute(
            "update register.levering set status = 'vervangen', vervangen_door = %s "
            "where status = 'geaccepteerd' and (regime, bronhouder_code, peildatum) = (%s, %s, %s)",
            [levering_id, regime, bronhouder, peildatum],
        )
        loader.execute("update register.levering set status = 'geaccepteerd' where levering_id = %s", [levering_id])
    return int(levering_id)


def read(settings: Settings, login: str, query: str) -> list[Any]:
    """Rows of a query as a login; rows of one column as bare values."""
    with connect(login, settings=settings) as connection:
        rows = connection.execute(query).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


def _lmvw_deliveries() -> dict[str, list[Plan]]:
    """Deventer has 5 confidential plans, Zwolle 3, Apeldoorn 2, Arnhem 1, Nijmegen none; all others deliver nothing."""
    secret = [Plan(f"geheim {nummer}", "Gemeente", bouw=10 * nummer) for nummer in range(1, 6)]
    secret[4].sloop = 7
    return {
        "GM0150": [
            *secret,
            Plan("open 1", status="1A. Onherroepelijk", bouw=30, sloop=4, jaar=None, cel="onbekend_onbekend"),
            Plan("open 2", meer={"oplevering_eerste": "2029-05-01", "woonplaats": "Bathmen"}),
        ],
        "GM0193": [
            Plan("geheim a", "Regio", cel="eengezins_koop1"),
            Plan("geheim b", "Regio", cel="eengezins_huur1"),
            Plan("geheim c", "ProvincieGemeente", cel="eengezins_huur1"),
        ],
        "GM0200": [Plan("geheim x", "Gemeente"), Plan("geheim y", "Gemeente"), Plan("open 1")],
        "GM0202": [Plan("geheim z", "Gemeente", bouw=1000)],
        "GM0268": [Plan("open 1")],
    }


INSZ = ["85073003328", "17073003384", "98472899765"]
KBO = "0400000007"


def _cwr_delivery() -> Rows:
    """Five let dwellings in Gent, one empty one; four let ones in Aalst; members of the first household repeat."""
    rows: Rows = {"woning": [], "huurovereenkomst": [], "gezinslid": [], "huurprijsberekening": []}
    for number, gemeente in enumerate(["44021"] * 6 + ["41002"] * 4, start=1):
        rows["woning"].append(
            {
                "woonmaatschappij_woning_id": str(number),
                "straatnaam": "Proefstraat",
                "huisnummer": str(number),
                "postcode": "9000",
                "gemeente_nis_code": gemeente,
                "woningtype": "appartement",
                "aantal_slaapkamers": "2",
                "ingehuurd": "nee",
                "huurstelsel": "sociaal",
                "markthuurwaarde": "650.50",
            }
        )
        if number == 6:
            continue
        lease = {"woonmaatschappij_woning_id": str(number), "contractnummer": f"C{number}"}
        rows["huurovereenkomst"].append({**lease, "begindatum": "2020-01-01", "tijdelijk": "nee"})
        rows["gezinslid"].append(
            {
                "contractnummer": f"C{number}",
                "computernummer": str(number),
                "rol": "huurder",
                "insz": INSZ[number % 3],
                "naam": "Proefpersoon",
                "voornamen": f"Voornaam {number}",
                "geboortedatum": "1985-99-99",
                "geslacht": "1",
                "nationaliteit_code": "150",
                "burgerlijke_staat_code": "10",
                "positie_code": "01",
            }
        )
        rows["huurprijsberekening"].append(
            {
                "contractnummer": f"C{number}",
                "begindatum": "2025-01-01",
                "totaal_inkomen": "21000.00",
                "niet_geindexeerd_totaal_inkomen": "20000.00",
                "basishuurprijs": "650.50",
                "reele_huur": "380.00",
            }
        )
    # What a demo feed does not have: an owner without any number, an old code of a gemeente, coordinates that lie
    # elsewhere than they say, and a national number in words of people and as the number of a file.
    rows["woning"][0] |= {"crs": "3812", "x": "604300", "y": "693500"}
    rows["woning"][1] |= {"crs": "31370", "x": "604300", "y": "693500"}
    rows["woning"][9] |= {"gemeente_nis_code": "46013"}
    rows["hoofdhuurovereenkomst"] = [
        {"woonmaatschappij_woning_id": "1", "hoofdcontractnummer": "H1", "begindatum": "2019-01-01"}
    ]
    ligging = {"straatnaam": "Proefstraat", "huisnummer": "1", "postcode": "9000", "gemeente_nis_code": "44021"}
    perceel = {"kadastrale_afdeling": "11922", "sectie": "B", "grondnummer": "570", "letterexponent": "H"}
    rows["eigenaar"] = [
        {"woonmaatschappij_woning_id": "1", "hoofdcontractnummer": "H1", **ligging, **perceel, **wie}
        for wie in (
            {"eigenaar_soort": "individueel", "cijferexponent": "4"},
            {"eigenaar_soort": "individueel"},
            {"eigenaar_soort": "onderneming", "ondernemingsnummer": KBO},
        )
    ]
    rows["huureinde"] = [
        {
            "contractnummer": "C2",
            "huureinde_soort": "opzeg huurder",
            "opzeg_detail": "Zie 85.07.30-033.28 en 17073003384.",
        }
    ]
    rows["pensioenrecht"] = [
        {
            "contractnummer": "C1",
            "computernummer": "1",
            "pensioendossier_id": INSZ[0],
            "begindatum_pensioen": "2019-05-99",
            "begindatum_recht": "2019-99-99",
            "administratieve_toestand": "77",
        }
    ]
    return rows


def kop(soort: str, volgnummer: int) -> list[dict[str, Any]]:
    """The kop of a message, made in the minute of its number (WIV-5.1)."""
    return [{"soort": soort, "volgnummer": str(volgnummer), "aangemaakt_op": f"2026-01-01T00:{volgnummer:02d}:00Z"}]


def cwr_messages() -> list[Rows]:
    """Three messages that end in _cwr_delivery: a snapshot with another dwelling 3 and one that goes, and two mutaties.

    WIV-3.1.11: the first huurder of dwelling 3 changed name twice, and somebody left that household. PDB-13: the last
    one speaks of the land in one of two gemeenten.
    """
    final = _cwr_delivery()
    third = {
        layer: [
            row for row in rows if row.get("woonmaatschappij_woning_id") == "3" or row.get("contractnummer") == "C3"
        ]
        for layer, rows in final.items()
    }
    [huurder] = third["gezinslid"]
    left = huurder | {"computernummer": "3b", "rol": "gezinslid", "insz": INSZ[1], "voornamen": "Vertrokken"}
    gone = {"woonmaatschappij_woning_id": "11"}
    [lease] = third["huurovereenkomst"]
    first = {layer: list(rows) for layer, rows in final.items()}
    first["gezinslid"] = [
        huurder | {"naam": "Eerste naam"} if row is huurder else row for row in [*first["gezinslid"], left]
    ]
    first["woning"].append(third["woning"][0] | gone)
    first["huurovereenkomst"].append(lease | gone | {"contractnummer": "C11"})
    wijziging = {"contractnummer": "C3", "computernummer": "3", "wijziging_veld": "naam"}
    second = third | {
        "gezinslid": [huurder | {"naam": "Tweede naam"}],
        "wijziging": [wijziging | {"wijziging_waarde": "Tweede naam", "geldig_van": "2025-06-99"}],
    }
    first["grond"] = [
        {"gemeente_nis_code": nis_code, "grondreserve_m2": "100", "verworven_m2": "0"}
        for nis_code in ("44021", "41002")
    ]
    # PDB-13: what stands there twice, or under the code of no gemeente, says nothing: what was said before holds.
    twice = first["grond"][1] | {"grondreserve_m2": "777"}
    grond = [first["grond"][0] | {"grondreserve_m2": "150"}, twice, twice, twice | {"gemeente_nis_code": "99999"}]
    return [
        first | {"kop": kop("volledig", 1)},
        second | {"kop": kop("mutatie", 2)},
        third
        | {"verwijderdeWoning": [gone | {"verwijderd_op": "2026-01-01"}], "grond": grond, "kop": kop("mutatie", 3)},
    ]


INEENS, STAPSGEWIJS = (f"{base:08d}{97 - base % 97:02d}" for base in (4000011, 4000012))
"""They send the same: of one all is there at the first build, of the other a message comes before each build."""


def dated_messages() -> list[tuple[str, Rows]]:
    """Three messages that say the same of changes on the first peildatum and between the last two (WIV-3.1.12)."""
    # Where no other household lives: figures per gemeente stay as they are.
    elders = {"gemeente_nis_code": "71066"}
    huurder, kind = (
        {"contractnummer": "C0021", "computernummer": "1"},
        {"contractnummer": "C0021", "computernummer": "2"},
    )
    wijziging = [
        {**wie, "wijziging_veld": veld, "wijziging_waarde": waarde, "geldig_van": dag}
        for wie, veld, waarde, dag in (
            (huurder, "beroep", "dan", "2026-01-01"),
            (huurder, "naam", "Vroeger", "2025-05-01"),
            (huurder, "naam", "Sinds vandaag", "2026-01-01"),
            (kind, "beroep", "straks", "2026-01-07"),
            (kind, "naam", "Straks", "2026-01-07"),
        )
    ]
    return [
        (
            f"2026-01-0{dag}",
            apart.huizen({21: {"woning": elders, "gezinslid": [{"beroep": "nu"}, {"beroep": beroep}]}})
            | {"wijziging": wijziging, "kop": kop(soort, nummer)},
        )
        for nummer, (dag, soort, beroep) in enumerate(
            ((1, "volledig", "scholier"), (5, "mutatie", None), (9, "mutatie", None)), start=1
        )
    ]


def _deliver_feed(settings: Settings, directory: Path) -> None:
    """A feed in which every record of the message occurs, by the way that deliveries come."""
    import cwr_leveringen

    path = cwr_leveringen.maak_levering(directory, cwr_leveringen.WOONMAATSCHAPPIJEN[0], n_woningen=120)
    levering_id = receive(path, settings=settings).levering_id
    assert land(levering_id, settings=settings).status == "gelezen"
    with connect("dienst_lader", settings=settings) as loader:
        loader.execute("update register.levering set status = 'gecontroleerd' where levering_id = %s", [levering_id])
    accept(levering_id, settings=settings)


@pytest.fixture(scope="session")
def warehouse(kluis: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a warehouse beside the other one in the private cluster: delivered, built, published, readable."""
    state_dir = tmp_path_factory.mktemp("dbt")
    for file in (kluis.cluster_file, kluis.secrets_file):
        shutil.copy(file, state_dir)
    own = {"store_dir": state_dir / "opslag", "sleutel_dir": state_dir / "sleutels"}
    settings = kluis.model_copy(update={"state_dir": state_dir, "pg_database": "proef_dbt", **own})
    migrate(settings, seed=False)

    ensure_passwords(READERS, settings)
    with connect(ADMIN, settings=settings) as admin:
        for login, (group, area, code) in READERS.items():
            ensure_login(admin, login, group, settings.password(login))
            if area:
                admin.execute(
                    "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, geldig_tot) "
                    "values (%s::text::regrole, %s, %s, %s, now() + interval '1 day')",
                    [login, group.partition("_")[0], area, code],
                )

    # A superseded delivery, one of an earlier peildatum and one that nobody accepted: none of them may show.
    deliver(settings, "lmvw", "GM0268", lmvw_rows([Plan("vervangen")]))
    deliver(settings, "lmvw", "GM0150", lmvw_rows([Plan("vorig jaar")]), peildatum="2025-01-01")
    for gemeente, plans in _lmvw_deliveries().items():
        deliver(settings, "lmvw", gemeente, lmvw_rows(plans))
    for message in cwr_messages():
        deliver(settings, "cwr", KBO, message)
    for volgnummer, (message, wrong) in enumerate(apart.SNAPSHOTS, start=1):
        deliver(settings, "cwr", apart.KBO, message | {"kop": kop("volledig", volgnummer)}, apart=wrong)
    for volgnummer, (soort, message, wrong) in enumerate(apart.MOVES, start=1):
        deliver(settings, "cwr", apart.VERHUISD, message | {"kop": kop(soort, volgnummer)}, apart=wrong)
    dated = dated_messages()
    for kbo, messages in ((INEENS, dated), (STAPSGEWIJS, dated[:1])):
        for peildatum, message in messages:
            deliver(settings, "cwr", kbo, message, peildatum)
    _deliver_feed(settings, tmp_path_factory.mktemp("feed"))
    run_dbt("build", "--select", "resource_type:seed", "path:models/staging", settings=settings)
    maak_personen(settings)
    run_dbt("build", "--select", "path:models/vertrouwelijk", "path:models/geaggregeerd", settings=settings)
    publish("lmvw", settings=settings)
    publish("cwr", settings=settings)
    run_dbt("build", "--select", "path:models/publiek", settings=settings)
    return settings
