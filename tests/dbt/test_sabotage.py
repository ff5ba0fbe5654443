"""The tests of the dbt project find what they are for: their own queries, on damage that is rolled back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

PLAN = "lmvw_vertrouwelijk.woningbouwplan"
CANDIDATE = "lmvw_geaggregeerd.publiceerbaar"
SUM = f"{CANDIDATE}_gemeente_vertrouwelijk"
HIDDEN = """
-- FORCE without a policy: dbt reads no rows and says nothing.
create policy verborgen on landing.lmvw_planregistratie as restrictive for select to woonkluis_bouwer using (false);
alter table landing.lmvw_planregistratie enable row level security;
delete from lmvw_vertrouwelijk.woningbouwplan;
set local role woonkluis_bouwer
"""
DAMAGE = [
    ("lmvw_12_relaties_beveiligd", "alter table lmvw_geaggregeerd.gemeente_vertrouwelijk no force row level security"),
    ("lmvw_12_relaties_beveiligd", f"drop policy bouwer on {PLAN}_jaar"),
    ("lmvw_12_relaties_beveiligd", "drop policy bouwer_lezen on register.levering"),
    ("wiv_4_10_relaties_beveiligd", "alter view staging.stg_cwr__gezinslid reset (security_invoker)"),
    ("wiv_3_1_identiteit_alleen_in_kluis", "alter table cwr_vertrouwelijk.gezinslid add column insz text"),
    ("wiv_3_1_persoon_per_insz", "delete from cwr_kluis.persoon where insz = '85073003328'"),
    (
        "wiv_3_1_identiteit_alleen_in_kluis",
        "update cwr_vertrouwelijk.huureinde set opzeg_reden = 'Zie dossier 85.07.30-033.28'",
    ),
    (
        "wiv_3_1_identiteit_alleen_in_kluis",
        "alter table cwr_geaggregeerd.publiceerbaar_woningen_per_gemeente add naam text",
    ),
    ("wiv_2_4_ieder_een_pseudoniem", "update cwr_kluis.persoon_pseudoniem set pseudoniem_toezicht = null"),
    ("wiv_2_2_drempel", "delete from cwr_vertrouwelijk.huurovereenkomst where contractnummer = 'C1'"),
    ("wiv_2_2_elke_woning_telt_mee", "update cwr_vertrouwelijk.woning set nis_code = '99999' where rij = 1"),
    ("lmvw_5c_plannen_als_geland", HIDDEN),
    ("lmvw_5c_plannen_als_geland", f"update {PLAN} set rij_hash = sha256('') where rij = 1"),
    ("lmvw_5c_plannen_als_geland", f"delete from {PLAN} where rij = 1"),
    (
        "lmvw_5c_geen_waarde_van_een_plan_verloren",
        """update landing.lmvw_planregistratie set waarden = '{"totaal_bouw": "veel"}'""",
    ),
    ("lmvw_5c_geen_vlak_verloren", f"update {PLAN} set geometrie = null where rij = 1"),
    ("lmvw_5c_woningcellen_compleet", f"update {PLAN}_jaar set bouw_aantal = 9 where gemeente_code = 'GM0202'"),
    ("lmvw_1_bruto_min_sloop_is_netto", f"update {PLAN} set netto_aantal = netto_aantal + 1 where rij = 1"),
    ("lmvw_1_jaren_tellen_op_tot_plan", f"update {PLAN} set bruto_aantal = bruto_aantal + 1 where rij = 1"),
    ("lmvw_13d_som_is_vertrouwelijke_plannen", f"update {PLAN} set bruto_aantal = 9 where gemeente_code = 'GM0202'"),
    (
        "lmvw_13d_openbaar_en_vertrouwelijk_is_alles",
        f"delete from {CANDIDATE}_woningbouwplan where plannaam = 'naam van open 1'",
    ),
    ("lmvw_13d_niets_vertrouwelijks_openbaar", f"update {PLAN} set vertrouwelijk = true where bron_plan_id = 'open 1'"),
    ("lmvw_13d_drempel", f"update {SUM} set bruto_aantal = 9 where gemeente_code = 'GM0202'"),
    ("lmvw_13d_rijen_zeggen_niets", f"delete from {SUM} where gemeente_code = 'GM0202'"),
    ("lmvw_13d_status_zegt_wat_getoond_wordt", f"update {SUM} set netto_aantal = 9 where gemeente_code = 'GM0202'"),
]


@pytest.mark.parametrize(("test", "damage"), DAMAGE)
def test_damage_is_found(warehouse: Settings, test: str, damage: str) -> None:
    [compiled] = (warehouse.state_dir / "dbt" / "target" / "compiled").rglob(f"{test}.sql")
    with connect(ADMIN, settings=warehouse) as admin:
        assert admin.execute(compiled.read_bytes()).fetchall() == []
        # The database refuses some of it, unless the administrator says that it is on purpose.
        admin.execute("set local session_replication_role = replica")
        admin.execute(damage)
        assert admin.execute(compiled.read_bytes()).fetchall() != []
        admin.rollback()
