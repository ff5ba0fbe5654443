"""Messages of a woonmaatschappij of which some woningen are set aside (WIV-7.1)."""

from __future__ import annotations

from tests.check.cwr import Anders, Records, gezin, insz

KBO = f"04000009{97 - 4000009 % 97:02d}"
WRONG = "85073003329"
NIEUW, EIGENAAR, VIERDE = (insz(day, 900) for day in ("1990-01-02", "1950-03-04", "1991-05-06"))
HOOFD: Anders = {"hoofdhuurovereenkomst": {}, "eigenaar": {"insz_eigenaar": insz("1951-03-04", 901)}}


def huizen(anders: dict[int, Anders]) -> Records:
    """Households by number, with what each differs in."""
    rows: Records = {}
    for nummer, ander in anders.items():
        for laag, records in gezin(nummer, ander).items():
            rows.setdefault(laag, []).extend(records)
    return rows


FIRST = huizen({1: HOOFD, 2: {}, 3: {}})
SECOND = huizen(
    {
        # A wrong INSZ; somebody new in the household; another owner, under a number that the second woning has too.
        1: {
            "gezinslid": [{"insz": WRONG}, {"insz": NIEUW, "geboortedatum": "1990-01-02"}],
            "hoofdhuurovereenkomst": {},
            "eigenaar": {"insz_eigenaar": EIGENAAR},
        },
        2: {"woning": {"bouwjaar": "1999"}, "hoofdhuurovereenkomst": {"hoofdcontractnummer": "H0001"}},
        3: {},
        # Never accepted before.
        4: {"gezinslid": {"insz": VIERDE, "geboortedatum": "1991-05-32"}},
    }
)
"""A snapshot of which two of four woningen are wrong."""

SNAPSHOTS = ((FIRST, ()), (SECOND, ("W0001", "W0004")))
"""Each with the woningen that the rules set aside."""

THIRD = huizen({1: {"gezinslid": [{}, {"insz": NIEUW, "geboortedatum": "1990-01-02"}]}})

VERHUISD = f"04000010{97 - 4000010 % 97:02d}"
"""Another woonmaatschappij, of which a lease moves and ends before its first woning is set aside."""

GELIJK: Anders = {
    "huurovereenkomst": {"hoofdcontractnummer": "H"},
    "hoofdhuurovereenkomst": {"hoofdcontractnummer": "H"},
    "eigenaar": {"hoofdcontractnummer": "H", "insz_eigenaar": None},
}
"""Two woningen have head leases of one number, each with an owner without a number."""

TWEEDE = huizen({12: GELIJK})
MOVED = huizen(
    {11: {"woning": [], "huurovereenkomst": {"woonmaatschappij_woning_id": "W0012", "einddatum": "2025-12-31"}}}
)
MOVES = (
    ("volledig", huizen({11: GELIJK, 12: {}}), ()),
    ("mutatie", {laag: [*TWEEDE.get(laag, []), *MOVED.get(laag, [])] for laag in TWEEDE | MOVED}, ()),
    ("volledig", huizen({11: {}, 12: GELIJK}), ("W0011",)),
)
"""The lease of the first woning ends in the second, which is then delivered without it."""
