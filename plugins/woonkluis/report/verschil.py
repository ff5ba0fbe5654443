"""LMVW-4d: what a delivery changed since the one before: findings closed, plans that came, went or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

    from woonkluis.report.dossier import Dossier

BATCH = 2000

# A cell of a workbook is where a finding stands now: it is known again by what the cell is about.
BEVINDINGEN = sql.SQL("""
    with gevonden as (
        select
            b.levering_id, b.regel_id, b.ernst, b.artikel, b.laag, b.rij, b.kolom, b.waarde, b.melding,
            rij.globalid,
            array[
                b.regel_id,
                b.laag,
                case when b.laag <> 'Categorie' and b.kolom !~ '^[A-Z]{1,3}[0-9]{1,7}$' then b.kolom end,
                rij.deel,
                coalesce(rij.sleutel, b.rij::text)
            ] as sleutel,
            b.bevinding_id
        from register.bevinding as b
        left join pg_temp.rapport_rij as rij
            on b.levering_id = rij.levering_id and b.laag = rij.laag and b.rij = rij.rij
        where b.levering_id in (%(nu)s, %(vorige)s)
    ),

    genummerd as (
        select *, row_number() over (partition by levering_id, sleutel order by rij, melding, bevinding_id) as nummer
        from gevonden
    ),

    -- Equality of arrays takes nulls for equal, so a finding without a column finds its predecessor too.
    naast_elkaar as (
        select
            case
                when vorige.sleutel is null then 'nieuw'
                when nu.sleutel is null then 'gesloten'
                else 'gebleven'
            end as stand,
            coalesce(nu.regel_id, vorige.regel_id) as regel_id,
            coalesce(nu.ernst, vorige.ernst) as ernst,
            coalesce(nu.artikel, vorige.artikel) as artikel,
            coalesce(nu.laag, vorige.laag) as laag,
            coalesce(nu.rij, vorige.rij) as rij,
            coalesce(nu.kolom, vorige.kolom) as kolom,
            coalesce(nu.globalid, vorige.globalid) as globalid,
            case when nu.sleutel is null then vorige.waarde else nu.waarde end as waarde,
            coalesce(nu.melding, vorige.melding) as melding
        from (select * from genummerd where levering_id = %(nu)s) as nu
        full join (select * from genummerd where levering_id = %(vorige)s) as vorige
            on nu.sleutel = vorige.sleutel and nu.nummer = vorige.nummer
    )
""")

LIJST = BEVINDINGEN + sql.SQL("""
    select stand, regel_id, ernst, artikel, laag, rij, kolom, globalid, waarde, melding
    from naast_elkaar
    where stand = any(%(standen)s)
    order by array_position(array['blokkerend', 'waarschuwing', 'info'], ernst), regel_id, laag, rij, kolom
""")

TELLING = BEVINDINGEN + sql.SQL("""
    select
        regel_id,
        count(*) filter (where stand = 'gesloten'),
        count(*) filter (where stand = 'nieuw'),
        count(*) filter (where stand = 'gebleven')
    from naast_elkaar
    group by regel_id
    order by regel_id
""")

PLANNEN = sql.SQL("""
    with plan as materialized (
        select
            levering_id,
            coalesce(sleutel, 'rij ' || rij) as sleutel,
            coalesce(max(globalid), 'rij ' || min(rij)) as globalid,
            max(plannaam) as plannaam,
            array_agg(afdruk order by afdruk) as hashes,
            sum(bruto) as bruto,
            sum(sloop) as sloop,
            sum(netto) as netto
        from pg_temp.rapport_plan
        where levering_id in (%(nu)s, %(vorige)s)
        group by levering_id, coalesce(sleutel, 'rij ' || rij)
    ),

    jaar as materialized (
        select levering_id, sleutel, array_agg(afdruk order by afdruk) as hashes
        from pg_temp.rapport_inhoud
        where levering_id in (%(nu)s, %(vorige)s)
        group by levering_id, sleutel
    ),

    compleet as (
        select plan.*, jaar.hashes as jaren
        from plan
        left join jaar on plan.levering_id = jaar.levering_id and plan.sleutel = jaar.sleutel
    ),

    naast_elkaar as (
        select
            case
                when vorige.globalid is null then 'toegevoegd'
                when nu.globalid is null then 'verwijderd'
                when nu.hashes <> vorige.hashes or nu.jaren is distinct from vorige.jaren then 'gewijzigd'
                else 'gelijk'
            end as stand,
            case
                when vorige.globalid is null or nu.globalid is null then null
                when nu.hashes = vorige.hashes then 'jaren'
                when nu.jaren is not distinct from vorige.jaren then 'plan'
                else 'plan en jaren'
            end as waar,
            coalesce(nu.globalid, vorige.globalid) as globalid,
            coalesce(nu.plannaam, vorige.plannaam) as plannaam,
            vorige.bruto as bruto_voor, nu.bruto as bruto_na,
            vorige.sloop as sloop_voor, nu.sloop as sloop_na,
            vorige.netto as netto_voor, nu.netto as netto_na
        from (select * from compleet where levering_id = %(nu)s) as nu
        full join (select * from compleet where levering_id = %(vorige)s) as vorige on nu.sleutel = vorige.sleutel
    )
""")

PLANLIJST = PLANNEN + sql.SQL("select * from naast_elkaar where stand <> 'gelijk' order by stand, plannaam, globalid")

PLANSOMMEN = PLANNEN + sql.SQL("""
    select
        count(*) filter (where stand = 'toegevoegd'),
        count(*) filter (where stand = 'verwijderd'),
        count(*) filter (where stand = 'gewijzigd'),
        count(*) filter (where stand = 'gelijk'),
        coalesce(sum(bruto_voor), 0)::bigint, coalesce(sum(bruto_na), 0)::bigint,
        coalesce(sum(sloop_voor), 0)::bigint, coalesce(sum(sloop_na), 0)::bigint,
        coalesce(sum(netto_voor), 0)::bigint, coalesce(sum(netto_na), 0)::bigint
    from naast_elkaar
""")


class Bevindingregel(NamedTuple):
    """A finding and whether it is nieuw, gebleven or gesloten since the previous delivery."""

    stand: str
    regel_id: str
    ernst: str
    artikel: str
    laag: str | None
    rij: int | None
    kolom: str | None
    globalid: str | None
    waarde: str | None
    melding: str


class Plansommen(NamedTuple):
    """Plans that came, went and changed, and the dwellings before and after."""

    toegevoegd: int
    verwijderd: int
    gewijzigd: int
    gelijk: int
    bruto_voor: int
    bruto_na: int
    sloop_voor: int
    sloop_na: int
    netto_voor: int
    netto_na: int


@dataclass(frozen=True)
class Verschil:
    """The comparison with the previous delivery; `plannen` only when both could be read."""

    connection: Connection[Any]
    deze: Dossier
    vorige: Dossier | None
    vorige_met_rijen: Dossier | None

    def _parameters(self, vorige: Dossier | None) -> dict[str, Any]:
        return {"nu": self.deze.levering_id, "vorige": vorige.levering_id if vorige else 0}

    def findings(self, *standen: str) -> Iterator[Bevindingregel]:
        """Yield findings of these kinds, the blocking ones first, without holding them."""
        with self.connection.cursor(name="bevindingen") as cursor:
            cursor.itersize = BATCH
            cursor.execute(LIJST, self._parameters(self.vorige) | {"standen": list(standen)})
            for row in cursor:
                yield Bevindingregel(*row)

    def total(self) -> int:
        """Count the findings of this delivery."""
        query = "select count(*) from register.bevinding where levering_id = %s"
        row = self.connection.execute(query, [self.deze.levering_id]).fetchone()
        return int(row[0]) if row else 0

    def counts(self) -> list[tuple[str, int, int, int]]:
        """Per rule the findings gesloten, nieuw and gebleven; nothing without a previous delivery."""
        if self.vorige is None:
            return []
        return self.connection.execute(TELLING, self._parameters(self.vorige)).fetchall()

    @property
    def comparable(self) -> bool:
        """Whether the data of two deliveries can be compared."""
        return self.deze.regime == "lmvw" and bool(self.deze.rijen) and self.vorige_met_rijen is not None

    def sums(self) -> Plansommen | None:
        """Count the plans that differ and the dwellings before and after."""
        if not self.comparable:
            return None
        row = self.connection.execute(PLANSOMMEN, self._parameters(self.vorige_met_rijen)).fetchone()
        return Plansommen(*row) if row else None

    def plans(self) -> Iterator[tuple[Any, ...]]:
        """Yield the plans that differ: stand, waar, GlobalID, plannaam; bruto, sloop and netto before and after."""
        if not self.comparable:
            return
        with self.connection.cursor(name="plannen") as cursor:
            cursor.itersize = BATCH
            cursor.execute(PLANLIJST, self._parameters(self.vorige_met_rijen))
            yield from cursor
