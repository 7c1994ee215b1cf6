"""A new file with the metrics of a catalogue, and adding them where some are there."""

import tomllib
from pathlib import Path

import pytest

from kpitui.actions.files import open_file
from kpitui.actions.metrics import add_metrics
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import Refused
from kpitui.domain.plan_document import PlanDocument
from kpitui.views import DatabaseFile
from kpitui.views.catalogue import load_catalogue
from kpitui.views.plan_document import load_document
from tests.cli.conftest import Command
from tests.conftest import LEADER

ENTRIES = load_catalogue()


@pytest.fixture
def made(kpitui: Command, tmp_path: Path) -> Path:
    """A new file with the catalogue and a mission."""
    path = tmp_path / "new.db"
    said = kpitui("--db", path, "init", "--mission", "Answer every call", "--catalogue", "contact-centre")
    assert (said.code, said.out) == (0, "")
    assert f"Made {path} with {len(ENTRIES)} metrics of the catalogue contact-centre." in said.err
    return path


def test_init_adds_the_metrics_of_a_catalogue(kpitui: Command, made: Path) -> None:
    plan = PlanDocument.model_validate(tomllib.loads(kpitui("--db", made, "plan", "show").out))
    assert [one.statement for one in plan.mission] == ["Answer every call"]
    shown = {metric.code: metric.model_dump() for metric in plan.metric}
    assert shown == {
        entry.code: entry.model_dump(exclude={"usual_place", "source", "group_result"}) for entry in ENTRIES
    }


def test_init_with_a_catalogue_needs_no_mission(kpitui: Command, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert kpitui("--db", path, "init", "--catalogue", "contact-centre").code == 0
    plan = kpitui("--db", path, "plan", "show", "--json").data
    assert (plan["mission"], len(plan["metric"])) == ([], len(ENTRIES))


def test_the_metrics_of_the_catalogue_take_readings(kpitui: Command, made: Path) -> None:
    said = kpitui("--db", made, "log", "csat 92 n=31; aht 6:30; fcr 45/50; nps -12; prod 60/8; occupancy 400/480")
    assert (said.code, said.out.count("\n")) == (0, 6), said.err


def test_an_unknown_catalogue_is_wrong_usage_and_makes_no_file(kpitui: Command, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    said = kpitui("--db", path, "init", "--catalogue", "bakery")
    assert (said.code, said.out) == (2, "")
    assert "'bakery'" in said.err
    assert "contact-centre" in said.err
    assert not path.exists()


def test_adding_again_adds_nothing_and_keeps_what_was_edited(kpitui: Command, made: Path, tmp_path: Path) -> None:
    edited = tmp_path / "edited.toml"
    edited.write_text(
        '[[metric]]\nname = "Average handle time"\ncode = "handle"\nunit = "m:ss"\ndirection = "lower"\n'
        'aggregation = "mean"\ncadence = "daily"\ndefinition = "Ours."\nplace = "context"\n',
        "utf-8",
    )
    assert kpitui("--db", made, "plan", "load", edited).code == 0
    database = open_file(made)
    before = load_document(database)
    assert add_metrics(database, LEADER, ENTRIES) == 0
    assert load_document(database) == before
    assert 'definition = "Ours."' in kpitui("--db", made, "plan", "show").out


def test_a_metric_is_added_only_where_its_name_and_its_code_are_free(database: DatabaseFile) -> None:
    (nps, ces) = (one for one in ENTRIES if one.code in ("nps", "ces"))
    parts = [
        nps.model_copy(update={"name": "Another satisfaction", "code": "CSAT"}),
        nps.model_copy(update={"name": "Aht", "code": "other"}),
        nps,
        ces.model_copy(update={"code": "NPS"}),
        ces,
    ]
    before = {one.code: one for one in load_document(database).metric}
    assert add_metrics(database, LEADER, parts, why="catalogue") == 2
    after = {one.code: one for one in load_document(database).metric}
    assert set(after) == {*before, "nps", "ces"}
    assert {code: after[code] for code in before} == before


@pytest.mark.parametrize("role", [AccessRole.SUPERVISOR, AccessRole.MEMBER, AccessRole.VIEWER])
def test_only_a_leader_adds_metrics(empty: DatabaseFile, role: AccessRole) -> None:
    with pytest.raises(Refused):
        add_metrics(empty, Actor("vic", role), ENTRIES)
    assert load_document(empty).metric == ()
