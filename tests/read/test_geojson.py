"""GeoJSON with nested years comes through feature by feature; whatever is wrong in it is told, not guessed."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import shapely
from bestanden import RING, blocking, read, rows_of

from woonkluis.read.bevinding import UnreadableError
from woonkluis.read.geojson import wkb
from woonkluis.read.json_stream import CHUNK, JsonStream

if TYPE_CHECKING:
    from pathlib import Path

CRS = {"type": "name", "properties": {"name": "EPSG:28992"}}
SHAPE = {"type": "MultiPolygon", "coordinates": [[[list(point) for point in RING]]]}
JAAR = {"jaartal": 2030, "meergezins_koop1": 10, "sloop_eengezins_huur1": 2, "bouw_gerealiseerd": "Nee"}
PLAN: dict[str, Any] = {
    "plannaam": "Plan Één & co",
    "gemeente": "Rotterdam",
    "vertrouwelijkheid": "Provincie",
    "plantype": "Pand Transformatie",
    "projectfase": "0. Studie",
    "status_planologisch": "4B. Idee",
    "knelpunten_meerkeuze": ["Stikstof", "Geluidhinder \u2013 wegverkeer"],
    "ph_text1": "1b kansrijke plannen",
    "ph_short8": 3,
    "ph_text9": "5f8b9f0e-8a43-4b9e-a2d8-1f2f3c4d5e6f",
    "ph_date3": "2026-01-15",
    "oplevering_laatste": None,
}


def feature(properties: dict[str, Any] | None = None, *years: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A plan with its years."""
    nested = {**PLAN, **(properties or {}), "year_properties": list(years or (JAAR,))}
    return {"type": "Feature", "geometry": SHAPE, "properties": nested} | members


def collection(*features: dict[str, Any], crs: object = CRS) -> str:
    members = {"type": "FeatureCollection", "crs": crs, "features": list(features)}
    return json.dumps({name: value for name, value in members.items() if value is not None}, ensure_ascii=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lmvw.pzh.geojson"


def outcome(path: Path, text: str | bytes, **options: Any) -> Any:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, **options)


def refused(path: Path, text: str | bytes) -> str:
    """Rule and words of the one finding that rejects a text."""
    (bevinding,) = blocking(outcome(path, text)[2])
    return f"{bevinding.regel_id} {bevinding.melding}"


def test_a_plan_and_its_years(path: Path) -> None:
    rijen, chunks, bevindingen = outcome(path, collection(feature(), feature({"ph_text9": "2"}, JAAR, JAAR)))
    assert not blocking(bevindingen)
    assert rijen == {"Planregistratie": 2, "DetailPlanning": 3}
    plan = orjson.loads(rows_of(chunks, "Planregistratie")[0][3])
    own = {"ph_text9": "globalid", "ph_short8": "aantal_nultreden_woningen"}
    assert plan == {own.get(name, name): value for name, value in PLAN.items() if value is not None}
    assert next(iter(plan)) == "globalid"
    jaren = [orjson.loads(row[3]) for row in rows_of(chunks, "DetailPlanning")]
    assert jaren[0] == {"parent_globalid": PLAN["ph_text9"], **JAAR}
    assert [jaar["parent_globalid"] for jaar in jaren[1:]] == ["2", "2"]
    assert [row[1] for row in rows_of(chunks, "DetailPlanning")] == [1, 2, 3]
    ewkb = rows_of(chunks, "Planregistratie")[0][4]
    assert ewkb == shapely.to_wkb(
        shapely.set_srid(shapely.geometry.shape(SHAPE), 28992), byte_order=1, include_srid=True
    )


@pytest.mark.parametrize("members", [{"geometry": None}, {"geometry": SHAPE | {"crs": CRS}, "id": 7}])
def test_geometry_may_be_absent_or_carry_the_crs(path: Path, members: dict[str, Any]) -> None:
    """Q10: DIWI leaves geometry out, and repeats the crs in what it does write."""
    _, chunks, bevindingen = outcome(path, collection(feature(**members), crs=None))
    assert not blocking(bevindingen)
    (row,) = rows_of(chunks, "Planregistratie")
    assert (row[4] is None) == (members["geometry"] is None)
    assert orjson.loads(row[3]).get("feature.id") == members.get("id")


@pytest.mark.parametrize(
    ("crs", "accepted"),
    [
        ("urn:ogc:def:crs:EPSG::28992", True),
        ("epsg:28992", True),
        ("urn:ogc:def:crs:EPSG:9.8.5:28992", True),
        ("http://www.opengis.net/def/crs/EPSG/0/28992", True),
        ("https://www.opengis.net/def/crs/epsg/0/28992", True),
        ("EPSG:7415", True),
        ("urn:ogc:def:crs:EPSG::7415", True),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", False),
        ("http://www.example.org/def/crs/EPSG/0/28992", False),
        ("urn:ogc:def:crs:EPSG::74150", False),
        ("EPSG:4326", False),
        ("EPSG:128992", False),
        (None, False),
        (7, False),
    ],
)
def test_only_rd_new(path: Path, crs: object, accepted: bool) -> None:
    text = collection(feature(), crs=crs and {"type": "name", "properties": {"name": crs}})
    assert [b.regel_id for b in blocking(outcome(path, text)[2])] == ([] if accepted else ["LEES-CRS"])


@pytest.mark.parametrize(
    ("crs", "waarde"),
    [
        ({"type": "EPSG", "properties": {"code": 28992}}, ""),
        ({"type": "EPSG", "properties": {"code": "7415"}}, ""),
        ({"type": "link", "properties": {"href": "http://www.opengis.net/def/crs/EPSG/0/28992"}}, ""),
        ({"type": "EPSG", "properties": {"code": 4326}}, "EPSG:4326"),
        ({"type": "EPSG", "properties": {"code": True}}, "EPSG:True"),
        ({"type": "name", "properties": {"name": 'PROJCS["Eigen stelsel",' + "x" * 300}}, "Eigen stelsel"),
        ({"type": "name", "properties": {"name": None}}, None),
        ({"type": "name", "properties": {"name": {"a": 1}}}, None),
        ({"type": "name", "properties": None}, None),
        ("EPSG:28992", None),
        (7, None),
    ],
)
def test_other_ways_to_name_a_system(path: Path, crs: object, waarde: str | None) -> None:
    """RD New is read in every spelling; what is refused is told in few words, or none."""
    found = [(b.regel_id, b.waarde) for b in blocking(outcome(path, collection(feature(), crs=crs))[2])]
    assert found == ([] if waarde == "" else [("LEES-CRS", waarde)])


@pytest.mark.parametrize("name", ["features", "crs", "exportdatum"])
def test_a_member_of_the_collection_that_comes_twice_is_refused(path: Path, name: str) -> None:
    """The plans of a second list would be lost in silence."""
    members = json.loads(collection(feature())) | {"exportdatum": "2026-01-01"}
    text = json.dumps(members)[:-1] + f', "{name}": {json.dumps(members[name])}' + "}"
    _, chunks, bevindingen = outcome(path, text)
    assert [(b.regel_id, b.kolom) for b in blocking(bevindingen)] == [("LEES-BESTAND", name)]
    assert chunks == []


def test_members_beside_the_plans_are_named_not_read(path: Path) -> None:
    members = json.loads(collection(feature()))
    usual = {"name": "plannen", "bbox": [0, 0, 1, 1]}
    assert outcome(path, json.dumps(members | usual))[2] == outcome(path, json.dumps(members))[2]

    _, chunks, bevindingen = outcome(path, json.dumps({"exportdatum": "2025-03-03", **members, "opmerking": {"a": 1}}))
    assert chunks
    (told,) = [b for b in bevindingen if b.kolom is None]
    assert (told.regel_id, told.ernst, told.waarde) == ("LEES-KOLOM", "info", "exportdatum, opmerking")


def test_members_without_end_are_refused(path: Path) -> None:
    members = json.loads(collection(feature())) | {f"lid {number}": 1 for number in range(400)}
    assert "LEES-OMVANG" in refused(path, json.dumps(members))


@pytest.mark.parametrize(
    ("value", "ernst"), [({"a": "b"}, "blokkerend"), ({}, "blokkerend"), ([{"a": 1}], "blokkerend"), (["a"], None)]
)
def test_an_object_is_no_text(path: Path, value: object, ernst: str | None) -> None:
    _, _, bevindingen = outcome(path, collection(feature(), feature({"plannaam": value})))
    found = [(b.ernst, b.rij) for b in bevindingen if b.kolom == "plannaam"]
    assert found == ([(ernst, 2)] if ernst else [])


def test_an_object_in_a_column_that_may_be_blank_is_a_warning(path: Path) -> None:
    year = JAAR | {"meergezins_koop2": [[1]]}
    _, _, bevindingen = outcome(path, collection(feature({"regio": {"naam": "x"}}, JAAR, year)))
    found = [(b.laag, b.ernst, b.rij, b.kolom) for b in bevindingen if "object" in b.melding]
    assert found == [
        ("Planregistratie", "waarschuwing", 1, "regio"),
        ("DetailPlanning", "waarschuwing", 2, "meergezins_koop2"),
    ]


@pytest.mark.parametrize("depth", [254, 300, 500, 900, 960])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_value_that_is_nested_too_deep_is_told_with_its_place(
    path: Path, depth: int, opening: str, closing: str
) -> None:
    """Whoever counts: the decoder, this reader or the encoder."""
    text = collection(feature(), feature({"regio": 1, "eigen": "DIEP"}))
    value = f'{opening * depth}"x"{closing * depth}'
    if opening == "[" or depth > 253 + 32:
        _, chunks, bevindingen = outcome(path, text.replace('"DIEP"', value), confined=True)
        (bevinding,) = blocking(bevindingen)
        assert "te diep genest" in bevinding.melding
        assert (bevinding.laag, bevinding.rij) == ("Planregistratie", 2)
        assert depth > 900 or (bevinding.kolom or "").startswith("eigen")
        assert chunks == []
    else:
        assert not blocking(outcome(path, text.replace('"DIEP"', value))[2])


def test_the_deepest_value_that_can_be_kept(path: Path) -> None:
    value = "[" * 253 + "null" + "]" * 253
    text = collection(feature({"eigen": "DIEP"})).replace('"DIEP"', value)
    _, chunks, bevindingen = outcome(path, text)
    assert not blocking(bevindingen)
    assert value.encode() in rows_of(chunks, "Planregistratie")[0][3]


def test_names_match_without_case_and_unknown_ones_stay(path: Path) -> None:
    """Q1: formats drift."""
    plan = {"Plantype ": "x", "ph_text10": "oud", "nieuw": {"a": {"b": 1}, "leeg": {}}, "plantype": None}
    _, chunks, bevindingen = outcome(path, collection(feature(plan)))
    waarden = orjson.loads(rows_of(chunks, "Planregistratie")[0][3])
    assert not blocking(bevindingen)
    assert (waarden["plantype"], waarden["ph_text10"]) == ("x", "oud")
    assert (waarden["nieuw.a.b"], waarden["nieuw.leeg"]) == (1, {})
    assert {"nieuw.a.b", "nieuw.leeg"} <= {b.kolom for b in bevindingen if b.ernst == "info"}


def test_a_required_member_that_no_plan_has(path: Path) -> None:
    plan = feature()
    del plan["properties"]["status_planologisch"]
    assert "LEES-KOLOM De verplichte kolom status_planologisch" in refused(path, collection(plan))


def test_a_member_twice_by_another_spelling(path: Path) -> None:
    assert "LEES-KOLOM De kolom komt meer dan eens voor" in refused(path, collection(feature({"Plannaam": "x"})))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "LEES-BESTAND Het bestand is leeg"),
        ("[]", "LEES-BESTAND Het bestand is geen geldige"),
        ("{}", "features ontbreekt"),
        (collection(feature())[:-30], "is afgebroken"),
        (collection(feature()) + "x", "geen geldige"),
        (collection(feature()).encode("utf-16"), "geen UTF-8"),
        (collection(feature()).replace('"jaartal": 2030', '"jaartal": NaN'), "geen geldige"),
        (collection(feature()).replace('"jaartal": 2030', '"jaartal": 1, "jaartal": 2'), "dezelfde naam"),
        (collection(feature()).replace("2030", "9" * 30), "te groot om op te slaan"),
        (collection(feature()).replace("2030", "1e999"), "geen eindig getal"),
        (collection(feature()).replace("2030", '["\\u0000"]'), "NUL-teken"),
        (collection(feature()).replace("2030", '"\\ud800"'), "half teken"),
        (collection(feature()).replace("2030", "[" * 5000 + "]" * 5000), "te diep genest"),
        (collection({"type": "Feature"}), "geen Feature"),
        (collection(feature({"x": 1}, {"a": 1}, 5)), "geen object"),  # type: ignore[arg-type]
        (collection(), "geen rijen"),
    ],
)
def test_what_is_wrong_is_told(path: Path, text: str | bytes, words: str) -> None:
    assert words in refused(path, text)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "MultiPolygon", "coordinates": [[[[1, 2], [3, 4], [1, 2]]]]},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4, 5], [6, 7], [1, 2]]]},
        {"type": "Polygon", "coordinates": [[[1, "2"], [3, 4], [6, 7], [1, "2"]]]},
        {"type": "Polygon", "coordinates": [[[1, True], [3, 4], [6, 7], [1, True]]]},
        {"type": "Point", "coordinates": [1, False]},
        {"type": "Polygon", "coordinates": [[[1, 10**400], [3, 4], [6, 7], [1, 10**400]]]},
        {"type": "Polygon", "coordinates": {"a": 1}},
        {"type": "Vlak", "coordinates": []},
        {"coordinates": []},
        "POLYGON",
        [],
    ],
)
def test_broken_geometry_is_a_finding_of_its_row(path: Path, geometry: object) -> None:
    (bevinding,) = blocking(outcome(path, collection(feature(geometry=geometry)))[2])
    assert (bevinding.regel_id, bevinding.rij) == ("LEES-GEOMETRIE", 1)


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (1 2)",
        "POINT Z (1 2 3)",
        "LINESTRING (1 2, 3 4)",
        "MULTIPOINT ((1 2), (3 4))",
        "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
        "POLYGON Z ((0 0 1, 9 0 1, 9 9 1, 0 0 1), (2 1 1, 3 1 1, 3 2 1, 2 1 1))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((20 20, 29 20, 29 29, 20 20)))",
    ],
)
def test_every_kind_of_geometry(wkt: str) -> None:
    shape = shapely.from_wkt(wkt)
    assert wkb(json.loads(shapely.to_geojson(shape))) == shapely.to_wkb(shape, byte_order=1, flavor="iso")


def test_a_file_of_many_chunks_in_the_confined_child(path: Path) -> None:
    """Features lie over the borders of what is read at a time; characters of several bytes too."""
    features = [feature({"ph_text9": str(n), "plannaam": "é€😀" * (n % 50)}) for n in range(3000)]
    text = collection(*features)
    assert len(text) > 4 * CHUNK
    rijen, chunks, bevindingen = outcome(path, text, confined=True)
    assert not blocking(bevindingen)
    assert rijen == {"Planregistratie": 3000, "DetailPlanning": 3000}
    names = [orjson.loads(row[3])["plannaam"] for row in rows_of(chunks, "Planregistratie")]
    assert names == [plan["properties"]["plannaam"] for plan in features]


@pytest.mark.parametrize("step", [1, 2, 7])
def test_any_border_gives_the_same_values(step: int) -> None:
    """A number that goes on behind the border is not cut."""

    class Drops(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            return super().read(step)

    stream = JsonStream(Drops(b'  {"a" : 12.50e1, "b":[1, 22,333 ,"\xc3\xa9"], "c":true}  '))
    found = {name: list(stream.items()) if name == "b" else stream.value() for name in stream.names()}
    assert found == {"a": 125.0, "b": [1, 22, 333, "é"], "c": True}
    assert not stream.peek()


def test_an_endless_value_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("woonkluis.read.json_stream.MAX_VALUE", 1000)
    with pytest.raises(UnreadableError):
        JsonStream(io.BytesIO(b'"' + b"x" * 2 * CHUNK)).value()
