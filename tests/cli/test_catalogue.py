"""A new file with the metrics of a catalogue, and adding them where some are there."""

import tomllib
from pathlib import Path

import pytest
from msgspec.structs import asdict, replace

from kpitui.actions.metrics import add_metrics
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import Refused
from kpitui.domain.plan_document import PlanDocument, name_of
from kpitui.domain.records.document import merged
from kpitui.domain.records.metric import Aggregation, Definition
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from kpitui.views.catalogue import load_catalogue
from kpitui.views.plan_document import load_document
from kpitui.views.vocabulary import load_metrics_by_id
from tests.cli.conftest import Command
from tests.conftest import LEADER, TODAY

ENTRIES = load_catalogue()


@pytest.fixture
def made(kpitui: Command, tmp_path: Path) -> Path:
    """A new file with the catalogue and a mission."""
    path = tmp_path / "new.db"
    said = kpitui(
        "--db", path, "init", "--mission", "Answer every call", "--catalogue", "contact-centre"
    )
    assert (said.code, said.out) == (0, "")
    assert (
        f"Created {path} with {len(ENTRIES)} metrics of the catalogue contact-centre." in said.err
    )
    return path


def test_init_adds_the_metrics_of_a_catalogue(kpitui: Command, made: Path) -> None:
    plan = PlanDocument.model_validate(tomllib.loads(kpitui("--db", made, "plan", "show").out))
    assert [name_of(part) for part in plan.mission] == ["Answer every call"]
    shown = [merged(Definition, metric, None) for metric in plan.metric]
    keys = Definition.__struct_fields__
    assert {metric.code: asdict(metric) for metric in shown} == {
        entry.code: {key: getattr(entry, key) for key in keys} for entry in ENTRIES
    }


def test_init_with_a_catalogue_needs_no_mission(kpitui: Command, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert kpitui("--db", path, "init", "--catalogue", "contact-centre").code == 0
    plan = kpitui("--db", path, "plan", "show", "--json").data
    assert (plan["mission"], len(plan["metric"])) == ([], len(ENTRIES))


def test_the_metrics_of_the_catalogue_take_readings(kpitui: Command, made: Path) -> None:
    said = kpitui(
        "--db",
        made,
        "log",
        "csat 92 n=31; aht 6:30; fcr 45/50; nps -12; prod 60/8; occupancy 400/480",
    )
    assert (said.code, said.out.count("\n")) == (0, 6), said.err


RATIOS = [entry for entry in ENTRIES if entry.aggregation is Aggregation.RATIO]


def test_each_ratio_of_the_catalogue_takes_parts_a_value_with_its_size_and_one_alone(
    kpitui: Command, made: Path
) -> None:
    assert len(RATIOS) == 11
    for entry in RATIOS:
        words = f"{entry.code} 3/4 -3d; {entry.code} 75.37 n=480 -2d; {entry.code} 75 -1d"
        said = kpitui("--db", made, "log", "--yes", words)
        assert (said.code, said.out.count("\n")) == (0, 3), said.err
        assert "(n=480)" in said.out
        shown = kpitui("--db", made, "readings", entry.code).out.splitlines()
        assert ["n=480" in line for line in shown] == [False, True, False]
        assert ["(3/4)" in line for line in shown] == [False, False, True]
        found = kpitui("--db", made, "readings", entry.code, "--json").data
        numbers = [(one["value"], one["n"], one["denominator"]) for one in found]
        assert numbers == [(75.0, None, None), (None, None, 480.0), (None, None, 4.0)]


def test_an_unknown_catalogue_is_wrong_usage_and_makes_no_file(
    kpitui: Command, tmp_path: Path
) -> None:
    path = tmp_path / "new.db"
    said = kpitui("--db", path, "init", "--catalogue", "bakery")
    assert (said.code, said.out) == (2, "")
    assert "'bakery'" in said.err
    assert "contact-centre" in said.err
    assert not path.exists()


def test_adding_again_adds_nothing_and_keeps_what_was_edited(
    kpitui: Command, made: Path, tmp_path: Path
) -> None:
    edited = tmp_path / "edited.toml"
    edited.write_text(
        '[[metric]]\nname = "Average handle time"\ncode = "handle"\nunit = "m:ss"\ndirection = '
        '"lower"\naggregation = "mean"\ncadence = "daily"\ndefinition = "Ours."\nplace = '
        '"context"\n',
        "utf-8",
    )
    assert kpitui("--db", made, "plan", "load", edited).code == 0
    database = open_file(made)
    before = load_document(database)
    assert add_metrics(database, LEADER, ENTRIES) == 0
    assert load_document(database) == before
    assert 'definition = "Ours."' in kpitui("--db", made, "plan", "show").out


def test_a_metric_is_added_only_where_its_name_and_its_code_are_free(
    database: DatabaseFile,
) -> None:
    (nps, ces) = (entry for entry in ENTRIES if entry.code in ("nps", "ces"))
    parts = [
        replace(nps, name="Another satisfaction", code="CSAT"),
        replace(nps, name="Aht", code="other"),
        nps,
        replace(ces, code="NPS"),
        ces,
    ]
    before = {metric.code: metric for metric in load_metrics_by_id(database, TODAY).values()}
    assert add_metrics(database, LEADER, parts, why="catalogue") == 2
    after = {metric.code: metric for metric in load_metrics_by_id(database, TODAY).values()}
    assert set(after) == {*before, "nps", "ces"}
    assert {code: after[code] for code in before} == before


@pytest.mark.parametrize("role", [AccessRole.SUPERVISOR, AccessRole.MEMBER, AccessRole.VIEWER])
def test_only_a_leader_adds_metrics(empty: DatabaseFile, role: AccessRole) -> None:
    with pytest.raises(Refused):
        add_metrics(empty, Actor("vic", role), ENTRIES)
    assert load_document(empty).metric == ()


def test_what_none_recorded_means_is_told_written_loaded_and_in_the_history(
    kpitui: Command, made: Path, tmp_path: Path
) -> None:
    shown = kpitui("--db", made, "plan", "show").out
    assert shown.count('empty_means = "zero"') == 2
    assert "counts as zero" in kpitui("--db", made, "show", "complaints").out
    assert "counts as" not in kpitui("--db", made, "show", "csat").out
    text = tmp_path / "change.toml"
    text.write_text(shown.replace('means = "zero"', 'means = "gap"', 1), encoding="utf-8")
    assert kpitui("--db", made, "plan", "load", text).code == 0
    assert kpitui("--db", made, "plan", "show").out.count('empty_means = "zero"') == 1
    said = kpitui("--db", made, "history").out
    assert "no entry means: none happened" in said
    text.write_text(shown.replace('means = "zero"', 'means = "none"', 1), encoding="utf-8")
    refused = kpitui("--db", made, "plan", "load", text)
    assert refused.code != 0
    assert "empty_means" in refused.err
