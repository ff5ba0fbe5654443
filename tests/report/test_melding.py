"""WIV-7.1 to WIV-7.4: notices from the first finding to their end, over deliveries of one woonmaatschappij."""

from __future__ import annotations

import itertools
import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
import pytest
from tests.check.conftest import land
from tests.check.cwr import Anders, Records, gezin, ruim
from tests.conftest import REPO

from woonkluis.accept import accept
from woonkluis.access import partijen
from woonkluis.check import afzonderen, check
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.insz import INSZ
from woonkluis.report import brief, gebreken, melding, meldingen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

KBO, ANDERE = "0400000581", "0400000680"
VANDAAG = datetime.now(UTC).date()
DAYS = itertools.count(60, -1)
"""Days before today: each delivery is about a later one than the delivery before it."""

VERS: Anders = {"huurprijsberekening": {"begindatum": str(VANDAAG - timedelta(days=150))}}
ZONDER_BEROEP: Anders = {"gezinslid": {"beroep": None}}
ONTBREEKT = "WIV-3.1.8_ontbreekt"
Lever = "Callable[..., int]"


def ruim_meldingen(beheerder: psycopg.Connection[Any]) -> None:
    """Delete all notices, by an administrator who set the triggers aside."""
    for table in ("melding_bericht", "melding_stap", "melding_record", "melding"):
        beheerder.execute(f"delete from register.{table}")


@pytest.fixture
def lever(
    kluis: Settings, connect: Callable[..., psycopg.Connection[Any]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., int]]:
    """Deliver households (what each differs in), check and decide; all of it goes with the test.

    WIV-7.1: of three woningen one may be set aside, of two not.
    """
    # What other tests delivered to this warehouse has its notices, and they are gone.
    gebreken.verwerk(settings=kluis)
    with connect("beheerder") as beheerder:
        beheerder.execute("set session_replication_role = replica")
        ruim_meldingen(beheerder)
    monkeypatch.setattr(afzonderen, "contract_by_id", lambda _: ruim(0.4))
    lader = connect("dienst_lader")

    def make(
        *huizen: Anders, soort: str = "volledig", bronhouder: str = KBO, volgnummer: int | None = None, **lagen: Any
    ) -> int:
        row = lader.execute(
            "select coalesce(max(volgnummer), 0) + 1 from register.berichtreeks where bronhouder_code = %s",
            [bronhouder],
        ).fetchone()
        assert row
        nummer = volgnummer or row[0]
        moment = datetime.now(UTC).isoformat()
        records: Records = {"bericht": [{"soort": soort, "volgnummer": str(nummer), "aangemaakt_op": moment}]}
        for nummer, anders in enumerate(huizen):
            for laag, rows in gezin(nummer, VERS | anders).items():
                records.setdefault(laag, []).extend(rows)
        peildatum = str(VANDAAG - timedelta(days=next(DAYS)))
        levering_id = land(lader, "cwr", records | lagen, bronhouder_code=bronhouder, peildatum=peildatum)
        lader.commit()
        check(levering_id, settings=kluis)
        accept(levering_id, settings=kluis)
        return levering_id

    yield make
    beheerder = connect("beheerder")
    beheerder.execute("set session_replication_role = replica")
    ours = "select levering_id from register.levering where bronhouder_code in (%s, %s)"
    ruim_meldingen(beheerder)
    beheerder.execute("delete from register.melding_levering")
    beheerder.execute("delete from register.melding_termijn where geldig_van <> '2024-02-01'")
    landed = "select tablename from pg_tables where schemaname = 'landing' and tablename like 'cwr%'"
    for (table,) in beheerder.execute(landed.encode()).fetchall():
        beheerder.execute(f"delete from landing.{table} where levering_id in ({ours})".encode(), [KBO, ANDERE])
    for table in ("bevinding", "levering"):
        beheerder.execute(f"delete from register.{table} where levering_id in ({ours})".encode(), [KBO, ANDERE])
    beheerder.execute("delete from register.stopzetting where bronhouder_code in (%s, %s)", [KBO, ANDERE])
    beheerder.commit()
    shutil.rmtree(kluis.state_dir / "uitgaand", ignore_errors=True)


@pytest.fixture
def stand(connect: Callable[..., psycopg.Connection[Any]]) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """State, reason, open records and records of the notices per rule, oldest first."""
    connection = connect("dienst_lader", autocommit=True)

    def read() -> dict[str, list[tuple[Any, ...]]]:
        rows = connection.execute(
            "select regel_id, toestand, reden, open_records, records from register.melding_stand order by levering_id"
        ).fetchall()
        return {
            regel: [tuple(row[1:]) for row in rows if row[0] == regel] for regel in sorted({row[0] for row in rows})
        }

    return read


@pytest.fixture
def enige(connect: Callable[..., psycopg.Connection[Any]]) -> Callable[[str], UUID]:
    """Id of the last notice of a rule."""
    connection = connect("dienst_lader", autocommit=True)

    def find(regel: str) -> UUID:
        query = "select melding_id from register.melding where regel_id = %s order by levering_id desc limit 1"
        row = connection.execute(query, [regel]).fetchone()
        assert row
        return UUID(str(row[0]))

    return find


def test_a_defect_is_noticed_once_and_its_notice_closes_by_itself(
    kluis: Settings, lever: Callable[..., int], stand: Callable[[], Any]
) -> None:
    """WIV-7.1: grouped per rule, continued in the next feed, closed when it does not come back in a complete one."""
    zonder_waarde = ZONDER_BEROEP | {"woning": {"markthuurwaarde": None}}
    first = lever(ZONDER_BEROEP, zonder_waarde, {})
    done = gebreken.verwerk(settings=kluis)
    assert done == [gebreken.Verwerkt(first, telt=True, geopend=2)]
    assert stand() == {ONTBREEKT: [("open", "vastgesteld", 2, 2)], "PDB-12_ontbreekt": [("open", "vastgesteld", 1, 1)]}
    assert gebreken.verwerk(settings=kluis) == []
    # The next feed: one is repaired, one is still there, one is new; the new one has terms of its own.
    second = lever({}, ZONDER_BEROEP, ZONDER_BEROEP)
    assert gebreken.verwerk(settings=kluis) == [
        gebreken.Verwerkt(second, telt=True, geopend=1, voortgezet=1, verdwenen=2, gesloten=1)
    ]
    assert stand()[ONTBREEKT] == [("open", "vastgesteld", 1, 2), ("open", "vastgesteld", 1, 1)]
    assert stand()["PDB-12_ontbreekt"] == [("afgesloten", "hersteld", 0, 1)]
    # A mutatie tells what changed: what it does not tell may be as it was.
    lever({}, soort="mutatie")
    (done_mutatie,) = gebreken.verwerk(settings=kluis)
    assert (done_mutatie.verdwenen, done_mutatie.gesloten) == (0, 0)
    lever({}, {}, {})
    (done_last,) = gebreken.verwerk(settings=kluis)
    assert (done_last.verdwenen, done_last.gesloten) == (2, 2)
    assert {row[:2] for row in stand()[ONTBREEKT]} == {("afgesloten", "hersteld")}
    # What comes back later is another notice.
    lever(ZONDER_BEROEP, {}, {})
    gebreken.verwerk(settings=kluis)
    assert [row[0] for row in stand()[ONTBREEKT]] == ["afgesloten", "afgesloten", "open"]


def test_what_blocks_is_never_closed_as_no_defect(
    kluis: Settings, lever: Callable[..., int], enige: Callable[[str], UUID], stand: Callable[[], Any]
) -> None:
    """WIV-7.1: it would be kept out with every delivery, and no notice would tell."""
    lever({"huurovereenkomst": {"begindatum": "gisteren"}})
    gebreken.verwerk(settings=kluis)
    for regel in ("WIV-3.10.1_datum", "WIV-7.1_aandeel"):
        with pytest.raises(WoonkluisError, match=f"{regel} keeps out what it finds"):
            melding.sluit(enige(regel), "geen_gebrek", "de datum klopt", settings=kluis)
        assert stand()[regel] == [("open", "vastgesteld", 1, 1)]
    with pytest.raises(WoonkluisError, match="there is no melding"):
        melding.sluit(uuid4(), "geen_gebrek", "welke", settings=kluis)
    melding.sluit(enige("WIV-3.10.1_datum"), "bevestigd", "hersteld in ons pakket", settings=kluis)


def test_what_was_not_looked_at_is_not_repaired(
    kluis: Settings, lever: Callable[..., int], stand: Callable[[], Any]
) -> None:
    """A dwelling that the schema refused is missing in the delivery; a rejected delivery repairs nothing either."""
    lever(ZONDER_BEROEP, ZONDER_BEROEP)
    gebreken.verwerk(settings=kluis)
    lever({}, {}, overgeslagen=[{"element": "woning", "rijnummer": "9", "sleutel": "W0001"}])
    gebreken.verwerk(settings=kluis)
    assert stand()[ONTBREEKT] == [("open", "vastgesteld", 1, 2)]
    rejected = lever({}, {"huurovereenkomst": {"begindatum": "gisteren"}})
    (done,) = gebreken.verwerk(settings=kluis)
    assert (done.levering_id, done.gesloten) == (rejected, 0)
    assert stand()["WIV-3.10.1_datum"] == [("open", "vastgesteld", 1, 1)]
    assert stand()["WIV-7.1_aandeel"] == [("open", "vastgesteld", 1, 1)]
    assert stand()[ONTBREEKT] == [("open", "vastgesteld", 1, 2)]
    # Set aside by a rule: that is a defect with a notice, and what counts of the woning has the older defect still.
    lever({}, {"huurovereenkomst": {"begindatum": "gisteren"}}, {})
    gebreken.verwerk(settings=kluis)
    assert [row[:2] for row in stand()["WIV-3.10.1_datum"]] == [("open", "vastgesteld")]
    assert stand()["WIV-7.1_aandeel"] == [("afgesloten", "hersteld", 0, 1)]
    assert stand()[ONTBREEKT] == [("open", "vastgesteld", 1, 2)]
    lever({}, {}, {})
    gebreken.verwerk(settings=kluis)
    assert {rows[-1][:2] for rows in stand().values()} == {("afgesloten", "hersteld")}


def test_of_deliveries_that_waited_the_newest_complete_one_counts(
    kluis: Settings, lever: Callable[..., int], stand: Callable[[], Any]
) -> None:
    """WIV-5.1: a rejected one is older than the snapshot after it; one that was replaced says nothing any more."""
    rejected = lever({"huurovereenkomst": {"begindatum": "gisteren"}})
    lever(ZONDER_BEROEP)
    new = lever({})
    assert [(one.levering_id, one.telt) for one in gebreken.verwerk(settings=kluis)] == [(rejected, False), (new, True)]
    assert stand() == {}


def test_a_message_that_waits_is_no_finding_yet_and_a_used_number_is(
    kluis: Settings, lever: Callable[..., int], stand: Callable[[], Any]
) -> None:
    """WIV-5.1: a mutatie behind a gap is not judged; a number that was used is a notice with words of its own."""
    lever({})
    gebreken.verwerk(settings=kluis)
    lever(ZONDER_BEROEP, soort="mutatie", volgnummer=9)
    assert gebreken.verwerk(settings=kluis) == []
    rejected = lever({}, soort="mutatie", volgnummer=1)
    assert gebreken.verwerk(settings=kluis) == [gebreken.Verwerkt(rejected, telt=True, geopend=1)]
    assert stand() == {"WIV-5.1_volgnummer": [("open", "vastgesteld", 1, 1)]}


def test_nothing_of_a_stopped_woonmaatschappij_is_processed(
    kluis: Settings, lever: Callable[..., int], stand: Callable[[], Any]
) -> None:
    """WIV-8.1."""
    lever(ZONDER_BEROEP)
    partijen.stop(KBO, "proef", settings=kluis)
    assert gebreken.verwerk(settings=kluis) == []
    partijen.resume(KBO, "proef", settings=kluis)
    assert len(gebreken.verwerk(settings=kluis)) == 1
    partijen.stop(KBO, "proef", settings=kluis)
    assert brief.verzend(settings=kluis) == []
    assert melding.herinner(VANDAAG + timedelta(days=60), settings=kluis) == {}


@pytest.mark.parametrize(("vanaf", "dagen"), [("vaststelling", 30), ("onderzoek", 45)])
def test_terms_run_from_the_finding_and_are_reminded_of(
    kluis: Settings,
    lever: Callable[..., int],
    connect: Callable[..., psycopg.Connection[Any]],
    vanaf: str,
    dagen: int,
) -> None:
    """WIV-7.2, WIV-7.3: both readings of article 7, as rows with a date."""
    if vanaf == "onderzoek":
        melding.stel_termijn(VANDAAG, 15, 30, vanaf, "besluit van de proef", settings=kluis)
    lever(ZONDER_BEROEP)
    gebreken.verwerk(settings=kluis)
    connection = connect("dienst_lader", autocommit=True)
    row = connection.execute(
        "select (vastgesteld_op at time zone 'Europe/Brussels')::date, onderzoek_tot, maatregelen_tot "
        "from register.melding"
    ).fetchone()
    assert row
    gevonden, onderzoek, maatregelen = row
    assert (onderzoek - gevonden, maatregelen - gevonden) == (timedelta(days=15), timedelta(days=dagen))

    def op(termijn: date, dag: int) -> dict[str, int]:
        return melding.herinner(termijn + timedelta(days=dag), settings=kluis)

    assert op(onderzoek, -3) == {}
    assert op(onderzoek, -2) == {"herinnering_onderzoek": 1}
    assert op(onderzoek, 0) == {}, "once"
    assert op(onderzoek, 1) == {"te_laat_onderzoek": 1}
    assert op(onderzoek, 7) == {}
    assert op(onderzoek, 8) == {"te_laat_onderzoek": 1}, "again after a week"
    assert op(maatregelen, 0) == {"herinnering_maatregelen": 1}
    assert op(maatregelen, 1) == {"te_laat_maatregelen": 1}
    assert op(maatregelen, 1) == {}
    told: list[melding.TeLaat] = []
    assert len(melding.waarschuw(told.append, settings=kluis)) == 3
    assert {one.soort for one in told} == {"te_laat_onderzoek", "te_laat_maatregelen"}
    assert melding.waarschuw(told.append, settings=kluis) == []


def test_measures_that_were_announced_have_a_term(
    kluis: Settings,
    lever: Callable[..., int],
    stand: Callable[[], Any],
    enige: Callable[[str], UUID],
    connect: Callable[..., psycopg.Connection[Any]],
) -> None:
    """WIV-7.3, WIV-7.4: a say-so closes nothing; the defect is gone from a delivery in time, or it is told again."""
    melding.stel_termijn(VANDAAG, 15, 30, "vaststelling", "besluit van de proef", herstel=20, settings=kluis)
    lever(ZONDER_BEROEP)
    gebreken.verwerk(settings=kluis)
    one = enige(ONTBREEKT)
    melding.antwoord(one, "maatregelen", "aangevuld in ons pakket", settings=kluis)
    lever(ZONDER_BEROEP)
    gebreken.verwerk(settings=kluis)
    assert stand()[ONTBREEKT] == [("maatregelen", "antwoord", 1, 1)]
    reader = connect("dienst_lader", autocommit=True)
    [(antwoord, tot)] = reader.execute(
        "select (sinds at time zone 'Europe/Brussels')::date, herstel_tot from register.melding_stand"
    ).fetchall()
    assert tot - antwoord == timedelta(days=20)

    def op(dag: int) -> dict[str, int]:
        return melding.herinner(tot + timedelta(days=dag), settings=kluis)

    assert [op(dag) for dag in (-3, -2, 0, 1, 7, 8)] == [
        *({}, {"herinnering_herstel": 1}, {}, {"te_laat_herstel": 1}, {}, {"te_laat_herstel": 1})
    ]
    (letter,) = brief.verzend(settings=kluis)
    text = letter.file.read_text(encoding="utf-8")
    assert f"lever zonder dit gebrek tot en met {tot}" in text
    assert brief.KINDS["te_laat_herstel"] in text
    told: list[melding.TeLaat] = []
    assert {one.soort for one in melding.waarschuw(told.append, settings=kluis)} == {"te_laat_herstel"}
    # Another answer has a term of its own, and is reminded of anew.
    melding.leg_terug(one, "het staat er nog", settings=kluis)
    melding.antwoord(one, "maatregelen", "nu echt", settings=kluis)
    assert [op(dag) for dag in (1, 1)] == [{"te_laat_herstel": 1}, {}]
    with connect("beheerder") as beheerder:
        beheerder.execute("set session_replication_role = replica")
        beheerder.execute("update register.melding_stap set moment = moment - interval '21 days'")
    (line,) = melding.stand(settings=kluis)
    assert line.endswith("1 past the term of herstel")
    (row,) = meldingen.read_bord(meldingen.Filter(status="te laat"), settings=kluis).getoond
    assert (row.te_laat, row.waits_for.endswith("leg terug")) == ("herstel", True)
    lever({})
    gebreken.verwerk(settings=kluis)
    assert stand()[ONTBREEKT] == [("afgesloten", "hersteld", 0, 1)]
    assert op(60) == {}


def test_days_of_a_stop_do_not_count(
    kluis: Settings,
    lever: Callable[..., int],
    connect: Callable[..., psycopg.Connection[Any]],
) -> None:
    """WIV-8.1: who is stopped cannot deliver; neither then nor afterwards is it held to those days."""
    lever(ZONDER_BEROEP)
    lever(ZONDER_BEROEP, bronhouder=ANDERE)
    gebreken.verwerk(settings=kluis)
    beheerder = connect("beheerder")
    beheerder.execute("set session_replication_role = replica")
    beheerder.execute(
        "update register.melding set vastgesteld_op = vastgesteld_op - interval '40 days', "
        "onderzoek_tot = onderzoek_tot - 40, maatregelen_tot = maatregelen_tot - 40"
    )
    beheerder.commit()

    def termijnen(**stops: tuple[int, int | None]) -> tuple[int, int, str | None]:
        """Days that each term is later, and what is late, after stops from so many days ago to so many."""
        beheerder.execute("delete from register.stopzetting where bronhouder_code = %s", [KBO])
        for begin, end in stops.values():
            beheerder.execute(
                "insert into register.stopzetting (bronhouder_code, reden, gestopt_op, hervat_op, hervat_door, "
                "hervat_reden) select %(kbo)s, 'proef', now() - make_interval(days => %(begin)s), "
                "now() - make_interval(days => %(end)s), door, door "
                "from (select case when %(end)s::int is not null then 'proef' end as door) as wie",
                {"kbo": KBO, "begin": begin, "end": end},
            )
        beheerder.commit()
        rows = [
            connect(login, autocommit=True)
            .execute(
                "select s.onderzoek_tot - m.onderzoek_tot, s.maatregelen_tot - m.maatregelen_tot, s.te_laat "
                "from register.melding_stand as s join register.melding as m using (melding_id) "
                "where s.bronhouder_code = %s",
                [KBO],
            )
            .fetchall()
            for login in ("dienst_lader", "dienst_bord")
        ]
        assert rows[0] == rows[1], "who reads it counts the same"
        return rows[0][0]

    assert termijnen() == (0, 0, "maatregelen")
    for stops, later in (
        ({"een": (38, 35)}, (4, 4, "maatregelen")),
        ({"een": (38, 26)}, (13, 13, "onderzoek")),
        ({"een": (39, 14)}, (26, 26, None)),
        # From before the finding; of the day of the finding none is lost.
        ({"een": (50, 38)}, (2, 2, "maatregelen")),
        ({"een": (50, 45)}, (0, 0, "maatregelen")),
        # After the first term; within the second one.
        ({"een": (20, 9)}, (0, 12, "onderzoek")),
        # When both were over.
        ({"een": (5, 2)}, (0, 0, "maatregelen")),
        # A second one in the days that the first one gave; two on one day are one day.
        ({"een": (30, 21), "twee": (16, 12)}, (15, 15, "onderzoek")),
        ({"een": (38, 35), "twee": (35, 33)}, (6, 6, "maatregelen")),
        # It goes on: until now.
        ({"een": (20, None)}, (0, 21, "onderzoek")),
    ):
        assert termijnen(**stops) == later, stops
    # Resumed: the other one is late with measures, this one not yet.
    termijnen(een=(20, 1))
    assert melding.herinner(settings=kluis) == {"te_laat_maatregelen": 1, "te_laat_onderzoek": 1}
    assert melding.herinner(VANDAAG + timedelta(days=11), settings=kluis)["te_laat_maatregelen"] == 2
    # The endpoint tells the same days.
    with connect("beheerder") as admin:
        admin.execute(
            "insert into register.partij (partij_code, naam) values (%s, 'proef') on conflict do nothing", [KBO]
        )
        admin.execute(
            "insert into register.partij_dienst (partij_code, dienst, bronhouder_code) "
            "values (%s, 'melding.lezen', %s) on conflict do nothing",
            [KBO, KBO],
        )
    told = connect("dienst_api").execute(
        "select melding_id, maatregelen_tot, herstel_tot from register.lees_meldingen(%s, null)", [KBO]
    )
    shown = connect("dienst_lader").execute(
        "select melding_id, maatregelen_tot, herstel_tot from register.melding_stand where bronhouder_code = %s", [KBO]
    )
    assert told.fetchall() == shown.fetchall() != []


def test_a_lease_in_a_woning_that_was_set_aside_is_not_repaired(
    kluis: Settings, lever: Callable[..., int], stand: Callable[[], Any]
) -> None:
    """WIV-7.1: wherever it was when the defect was found; nobody looked at it now."""
    lever(ZONDER_BEROEP, {}, {})
    gebreken.verwerk(settings=kluis)
    verhuisd: Anders = {
        "huurovereenkomst": [{"contractnummer": "C0001"}, {"contractnummer": "C0000", "begindatum": "gisteren"}]
    }
    elders: Anders = {"huurovereenkomst": {"woonmaatschappij_woning_id": "W0001"}}
    # The lease C0000 stands in W0001 now, and that is set aside.
    lever(elders, verhuisd, {})
    gebreken.verwerk(settings=kluis)
    assert stand()[ONTBREEKT] == [("open", "vastgesteld", 1, 1)]
    # It stands nowhere, and the schema left out a woning: it may be in there.
    weg: Anders = {"huurovereenkomst": [], "gezinslid": [], "huurprijsberekening": []}
    lever(weg, {}, {}, overgeslagen=[{"element": "woning", "rijnummer": "9", "sleutel": "W0009"}])
    gebreken.verwerk(settings=kluis)
    assert stand()[ONTBREEKT] == [("open", "vastgesteld", 1, 1)]
    # It stands in a woning that was judged, or nowhere in a message that was read as a whole.
    lever(weg, {}, {})
    gebreken.verwerk(settings=kluis)
    assert stand()[ONTBREEKT] == [("afgesloten", "hersteld", 0, 1)]


def test_a_key_that_is_the_number_of_a_person_is_written_nowhere(
    kluis: Settings, lever: Callable[..., int], connect: Callable[..., psycopg.Connection[Any]]
) -> None:
    """WIV-3.1.1: a computernummer, contractnummer or woning that has the form of an INSZ is told by its row."""
    nummers = ("85073003427", "85.07.30-035.26", "85 07 30 036/25")
    lid, contract, woning = nummers
    lever(
        {"gezinslid": {"beroep": None, "computernummer": lid}},
        {
            "huurovereenkomst": {"contractnummer": contract},
            "gezinslid": [{"contractnummer": contract, "beroep": None}, {"contractnummer": contract}],
            "huurprijsberekening": {"contractnummer": contract},
            "handicap": {"contractnummer": contract, "totaal_punten": "123"},
        },
        {
            "woning": {"woonmaatschappij_woning_id": woning, "markthuurwaarde": None},
            "huurovereenkomst": {"woonmaatschappij_woning_id": woning},
            "gezinslid": {"beroep": None},
        },
        overgeslagen=[{"element": "woning", "rijnummer": "9", "sleutel": lid}],
    )
    gebreken.verwerk(settings=kluis)
    (letter,) = brief.verzend(settings=kluis)
    text = letter.file.read_text(encoding="utf-8")
    lader = connect("dienst_lader", autocommit=True)
    [(kept,)] = lader.execute("select string_agg(to_jsonb(r)::text, ' ') from register.melding_record as r").fetchall()
    for nummer in nummers:
        assert nummer not in text
        assert nummer not in kept
    for place in (
        "gezinslid C0000/(rij 1), veld beroep",
        "gezinslid (rij 3)/1, veld beroep",
        "woning (rij 3), veld markthuurwaarde",
        "handicap (zonder sleutel), veld totaal_punten",
    ):
        assert place in text, text
    # Such a woning that is set aside was not looked at.
    assert gebreken.A_NUMBER in kept


def test_a_number_of_a_person_has_one_form(connect: Callable[..., psycopg.Connection[Any]]) -> None:
    """WIV-3.1.1: the database, the models and the programs know it by the same pattern."""
    beheerder = connect("beheerder", autocommit=True)
    [(vorm,)] = beheerder.execute("select register.insz_vorm()").fetchall()
    macro = (REPO / "dbt" / "macros" / "zonder_insz.sql").read_text(encoding="utf-8")
    assert vorm == INSZ.pattern
    assert f"\n    {vorm}\n" in macro
    for text, is_one in (
        *((text, True) for text in ("85073003328", "85.07.30-033.28", "85 07 30 033 28", "nr.85/07/30-03328!")),
        *((text, False) for text in ("8507300332", "850730033281", "C0000/1", "2026-01-31 10:00", "٨٥٠٧٣٠٠٣٣٢٨")),
    ):
        assert (INSZ.search(text) is not None) is is_one, text
        assert beheerder.execute("select %s ~ register.insz_vorm()", [text]).fetchone() == (is_one,), text


def test_answers_and_decisions_have_an_order_and_a_reason(
    kluis: Settings, lever: Callable[..., int], stand: Callable[[], Any], enige: Callable[[str], UUID]
) -> None:
    """WIV-7.2 to WIV-7.4: the woonmaatschappij answers, Wonen in Vlaanderen closes or lays back; all of it stays."""
    lever(ZONDER_BEROEP, {"woning": {"markthuurwaarde": None}})
    gebreken.verwerk(settings=kluis)
    one = enige(ONTBREEKT)
    with pytest.raises(WoonkluisError, match="does not follow its state"):
        melding.leg_terug(one, "nog niets gezegd", settings=kluis)
    for nummer in ("85.07.30-033.28", "85 07 30 033 28", "85/07/30-03328"):
        with pytest.raises(WoonkluisError, match="without a number of a person"):
            melding.antwoord(one, "onderzocht", f"het gaat om {nummer}", settings=kluis)
    melding.antwoord(one, "onderzocht", "wij vragen het na", settings=kluis)
    melding.antwoord(one, "maatregelen", "aangevuld in ons pakket", settings=kluis)
    melding.leg_terug(one, "nog niet gezien in een levering", settings=kluis)
    melding.antwoord(one, "maatregelen", "nu wel", settings=kluis)
    assert melding.herinner(VANDAAG + timedelta(days=90), settings=kluis).get("te_laat_maatregelen") == 1
    melding.sluit(one, "bevestigd", "gezien", settings=kluis)
    with pytest.raises(WoonkluisError, match="does not follow its state"):
        melding.sluit(one, "geen_gebrek", "nog eens", settings=kluis)
    with pytest.raises(WoonkluisError, match="there is no melding"):
        melding.antwoord(uuid4(), "onderzocht", "welke", settings=kluis)
    melding.sluit(enige("PDB-12_ontbreekt"), "geen_gebrek", "is niet te huur geweest", settings=kluis)
    columns, rows = melding.geschiedenis(one, settings=kluis)
    states = [dict(zip(columns, row, strict=True))["toestand"] for row in rows]
    assert states == ["open", "onderzocht", "maatregelen", "open", "maatregelen", "afgesloten"]
    # Measures were taken, yet it is found again: another notice. What is right is not noticed again.
    lever(ZONDER_BEROEP, {"woning": {"markthuurwaarde": None}})
    (done,) = gebreken.verwerk(settings=kluis)
    assert (done.geopend, done.voortgezet) == (1, 1)
    assert [row[0] for row in stand()[ONTBREEKT]] == ["afgesloten", "open"]
    assert [row[0] for row in stand()["PDB-12_ontbreekt"]] == ["afgesloten"]


def test_history_only_grows(
    kluis: Settings, lever: Callable[..., int], connect: Callable[..., psycopg.Connection[Any]]
) -> None:
    lever(ZONDER_BEROEP)
    gebreken.verwerk(settings=kluis)
    beheerder = connect("beheerder", autocommit=True)
    for statement in (
        "update register.melding set maatregelen_tot = maatregelen_tot + 1",
        "delete from register.melding_stap",
        "update register.melding_stap set door = 'ander'",
        "delete from register.melding_termijn",
        "truncate register.melding_stap",
        "update register.melding_record set sleutel = 'ander'",
        (
            "insert into register.melding_stap (melding_id, volgnummer, toestand, reden, namens, door, levering_id) "
            "select melding_id, 1, 'afgesloten', 'hersteld', 'beheer', 'x', levering_id from register.melding"
        ),
    ):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
            beheerder.execute(statement.encode())
    events = beheerder.execute(
        "select soort, toelichting ->> 'regel_id', toelichting ->> 'namens' from audit.gebeurtenis "
        "where onderwerp = (select melding_id::text from register.melding)"
    ).fetchall()
    assert events == [("melding.open", ONTBREEKT, "systeem")]


def test_a_letter_names_keys_and_fields_and_never_a_value(
    kluis: Settings,
    lever: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    connect: Callable[..., psycopg.Connection[Any]],
) -> None:
    """WIV-7.1, WIV-3.7: one letter each, the same one after a kill; of health only the lease."""
    merk = "Merksteen"
    lever(
        {"gezinslid": {"beroep": None, "naam": merk, "insz": "85073003329"}, "handicap": {"totaal_punten": "123"}},
        {"gezinslid": [{}, {"geboortedatum": "2017-08-11"}], "woning": {"gemeente_nis_code": "11007"}},
    )
    lever(ZONDER_BEROEP, bronhouder=ANDERE)
    gebreken.verwerk(settings=kluis)
    write = brief._write
    monkeypatch.setattr(brief, "_write", lambda *_: (_ for _ in ()).throw(WoonkluisError("killed")))
    with pytest.raises(WoonkluisError, match="killed"):
        brief.verzend(settings=kluis)
    planned = connect("dienst_lader").execute("select distinct brief_id from register.melding_bericht").fetchall()
    monkeypatch.setattr(brief, "_write", write)
    sent = brief.verzend(settings=kluis)
    assert {one.brief_id for one in sent} == {one for (one,) in planned}
    assert brief.verzend(settings=kluis) == []
    letters = {one.bronhouder_code: one.file.read_text(encoding="utf-8") for one in sent}
    assert set(letters) == {KBO, ANDERE}
    assert all(one.file.stat().st_mode & 0o077 == 0 for one in sent)
    text = letters[KBO]
    for secret in (merk, "85073003329", "2017-08-11", "123", "11007"):
        assert secret not in text.replace(str(sent[0].brief_id), "").replace(str(sent[-1].brief_id), "")
    assert "gezinslid C0000/1, veld insz" in text
    assert "handicap C0000, veld totaal_punten" in text
    assert "woning W0001, veld gemeente_nis_code" in text
    assert KBO not in letters[ANDERE]


def test_the_page_shows_who_is_late_and_no_record(
    kluis: Settings, lever: Callable[..., int], connect: Callable[..., psycopg.Connection[Any]]
) -> None:
    lever(ZONDER_BEROEP)
    gebreken.verwerk(settings=kluis)
    (line,) = melding.stand(settings=kluis)
    assert line == "cwr: 1 notices to woonmaatschappijen are open"
    beheerder = connect("beheerder")
    beheerder.execute("set session_replication_role = replica")
    beheerder.execute("update register.melding set onderzoek_tot = '2025-01-01'")
    beheerder.commit()
    (line,) = melding.stand(settings=kluis)
    assert line.endswith("1 past the term of onderzoek")
    page = meldingen.render(meldingen.read_bord(meldingen.Filter(), settings=kluis))
    assert KBO in page
    assert "te laat" in page
    assert "C0000" not in page
    assert "Geen melding past bij dit filter" in meldingen.render(
        meldingen.read_bord(meldingen.Filter(klasse="overtollig"), settings=kluis)
    )
    bord = connect("dienst_bord", autocommit=True)
    for query in ("select sleutel from register.melding_record", "select toelichting from register.melding_stap"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            bord.execute(query.encode())
    columns, rows = melding.meldingen(KBO, settings=kluis)
    assert [row[columns.index("regel")] for row in rows] == [ONTBREEKT]


def test_the_command_line_lists_answers_and_closes(
    kluis: Settings, lever: Callable[..., int], enige: Callable[[str], UUID]
) -> None:
    """For the data manager: what came by letter is recorded, and a refusal is one line."""
    from typer.testing import CliRunner

    from woonkluis.cli import app

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["melding", *arguments])

    lever(ZONDER_BEROEP)
    done = run("verwerk")
    assert (done.exit_code, "1 notices opened" in done.output) == (0, True), done.output
    one = str(enige(ONTBREEKT))
    assert ONTBREEKT in run("list", "--woonmaatschappij", KBO).output
    assert run("antwoord", one, "onderzocht", "--toelichting", "brief van 3 maart").exit_code == 0
    assert run("terug", one, "--toelichting", "wat is onderzocht").exit_code == 0
    assert isinstance(run("antwoord", one, "klaar", "--toelichting", "brief").exception, WoonkluisError)
    assert isinstance(run("sluit", one, "zomaar", "--toelichting", "brief").exception, WoonkluisError)
    assert run("sluit", one, "geen_gebrek", "--toelichting", "heeft geen beroep").exit_code == 0
    assert "afgesloten" in run("show", one).output
    assert ONTBREEKT not in run("list").output
    assert ONTBREEKT in run("list", "--alle").output
    assert run("termijn", str(VANDAAG), "10", "20", "vaststelling", "--bron", "besluit").exit_code == 0
    refused = run("termijn", str(VANDAAG), "10", "20", "vaststelling", "--bron", "besluit")
    assert isinstance(refused.exception, WoonkluisError)
