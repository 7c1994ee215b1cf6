"""How a metric is worked out: a field that stands in one description, and is there in the file, the
plan as text, the facts and the history.
"""

import tomllib
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence, kpitui

__all__ = ["kpitui"]

CSAT = """[[metric]]
name = "Customer satisfaction"
code = "csat"
direction = "higher"
aggregation = "mean"
cadence = "weekly"
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(f'{CSAT}formula = "satisfied answers / all answers"\n', "utf-8")
    return path


def test_a_plan_brings_it_shows_it_and_keeps_it_where_the_next_says_nothing_of_it(
    kpitui: Command, database: DatabaseFile, document: Path
) -> None:
    file = database.path
    assert kpitui("--db", file, "plan", "load", document).out.splitlines() == [
        "changed metric Customer satisfaction: formula"
    ]
    shown = tomllib.loads(kpitui("--db", file, "plan", "show").out)
    formulas = {one["name"]: one.get("formula") for one in shown["metric"]}
    assert formulas["Customer satisfaction"] == "satisfied answers / all answers"
    assert formulas["Average handle time"] is None
    as_json = kpitui("--db", file, "plan", "show", "--json").data
    assert [one["formula"] for one in as_json["metric"] if one["code"] == "csat"] == [
        "satisfied answers / all answers"
    ]
    document.write_text(f'{CSAT}definition = "Ours."\n', "utf-8")
    assert kpitui("--db", file, "plan", "load", document).code == 0
    said = kpitui("--db", file, "show", "customer sat").out.splitlines()
    assert said[-1] == "formula: satisfied answers / all answers"


def test_the_history_has_it_before_and_after(
    kpitui: Command, database: DatabaseFile, document: Path
) -> None:
    kpitui("--db", database.path, "plan", "load", document)
    document.write_text(
        document.read_text("utf-8").replace("satisfied", "very satisfied").replace(
            "weekly", "monthly"
        ),
        "utf-8",
    )  # fmt: skip
    kpitui("--db", database.path, "plan", "load", document)
    said = kpitui("--db", database.path, "history", "--limit", "1").out
    assert "formula: satisfied answers / all answers → very satisfied answers / all answers" in said
    assert "recorded: weekly → monthly" in said
    (change,) = kpitui("--db", database.path, "history", "--limit", "1", "--json").data
    assert change["before"]["formula"] == "satisfied answers / all answers"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (f'"{"a" * 501}"', "longer than 500 characters"),
        ("5", "must be text in quotes"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_line(
    kpitui: Command, database: DatabaseFile, document: Path, formula: str, said: str
) -> None:
    document.write_text(f"{CSAT}formula = {formula}\n", "utf-8")
    answer = kpitui("--db", database.path, "plan", "load", document)
    check_one_sentence(answer, 4, "line 7, metric “Customer satisfaction”, formula: ", said)
