"""The plan as TOML: what is shown can be loaded, and gives the same plan."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.actions import people
from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.errors import BadData, BadFile
from kpitui.domain.plan_document import PlanDocument
from kpitui.exchange.plan_text import load_plan_file, read_plan, write_plan
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from kpitui.views.plan_document import load_document
from tests.actions.test_people import CHANGES as PEOPLE_CHANGES
from tests.actions.test_plan_changes import CHANGES as PLAN_CHANGES
from tests.actions.test_plan_changes import records
from tests.conftest import LEADER, PLAN, TODAY
from tests.patience import examples

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=30)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def loaded(database: DatabaseFile, text: str) -> tuple[str, ...]:
    return load_plan_document(database, LEADER, read_plan(text, "plan.toml"), today=TODAY).lines


def second_file(made_once: Path, folder: Path, name: str = "second.db") -> DatabaseFile:
    shutil.copy(made_once / "empty.db", folder / name)
    return open_file(folder / name)


def test_what_is_shown_loads_into_a_new_file_as_the_same_plan(
    database: DatabaseFile, tmp_path: Path, made_once: Path
) -> None:
    text = write_plan(load_document(database))
    second = second_file(made_once, tmp_path)
    assert loaded(second, text)
    assert write_plan(load_document(second)) == text
    assert loaded(second, text) == ()
    assert loaded(database, text) == ()


@pytest.mark.parametrize("name", [*PLAN_CHANGES, *PEOPLE_CHANGES])
def test_a_plan_edited_on_the_screens_loads_as_the_same_plan(
    database: DatabaseFile, tmp_path: Path, made_once: Path, name: str
) -> None:
    people.add_team(database, LEADER, "Empty", date(2026, 1, 1))
    if name in PLAN_CHANGES:
        PLAN_CHANGES[name](database, records(database))
    else:
        PEOPLE_CHANGES[name](database)
    text = write_plan(load_document(database))
    assert loaded(database, text) == ()
    second = second_file(made_once, tmp_path)
    loaded(second, text)
    assert write_plan(load_document(second)) == text
    assert loaded(second, text) == ()


@st.composite
def documents(draw: st.DrawFn) -> PlanDocument:
    """Plans with any names and texts, ended parts, several targets, standards of every scope."""

    def some(count: int) -> list[str]:
        # Names are unique by their key, so each gets a number.
        return [f"{draw(NAMES)} {place}" for place in range(draw(st.integers(1, count)))]

    start = draw(DAYS)
    metrics = [
        {
            "name": name, "code": f"m{place}",
            "direction": draw(st.sampled_from(["higher", "lower"])),
            "aggregation": draw(st.sampled_from(["mean", "ratio", "sum", "last"])),
            "cadence": "weekly", "unit": draw(st.sampled_from(["", "%", "points"])),
            "definition": draw(st.text(max_size=40)),
        }
        for place, name in enumerate(some(3))
    ]  # fmt: skip
    levels = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3).map(
        lambda values: [
            {
                "level": value, "starts_on": start + timedelta(days=30 * place),
                **({"ends_on": start + timedelta(days=30 * place + 30)} if place + 1 < len(values) else {}),  # noqa: E501
            }
            for place, value in enumerate(values)
        ]
    )  # fmt: skip
    teams, roles, people = some(2), some(2), some(2)
    scopes: list[dict[str, str]] = [
        {},
        {"team": teams[0]},
        {"role": roles[0]},
        {"person": people[0]},
    ]
    spans = st.sampled_from([(), (0,), (3, 40)])
    activities = st.lists(
        st.tuples(NAMES, spans, st.lists(st.sampled_from(teams), unique=True)).map(
            lambda told: {
                "text": told[0], "teams": told[2],
                **{
                    key: start + timedelta(days=days)
                    for key, days in zip(("starts_on", "ends_on"), told[1], strict=False)
                },
            }
        ),
        max_size=3,
    )  # fmt: skip
    return PlanDocument.model_validate(
        {
            "mission": [{"statement": f"{draw(NAMES)}.", "starts_on": start}],
            "metric": metrics,
            "team": [{"name": name, "starts_on": start} for name in teams],
            "role": [{"name": name} for name in roles],
            "person": [
                {"name": name, "starts_on": start,
                    "membership": [{"team": teams[0], "starts_on": start}]}
                for name in people
            ],
            "priority": [
                {
                    "title": title, "starts_on": start, "description": draw(st.text(max_size=30)),
                    "strategy": [
                        {
                            "title": f"s {title}", "starts_on": start, "activities": some(2),
                            "activity": draw(activities),
                            "kpi": [
                                {
                                    "metric": metrics[0]["name"], "starts_on": start, "warn": 1.5,
                                    "due_on": start + timedelta(days=300), "target": draw(levels),
                                }
                            ],
                        }
                    ],
                }
                for title in some(2)
            ],
            "standard": [{"metric": metrics[-1]["name"], **scope,
                    "level": draw(levels)} for scope in scopes],
        }
    )  # fmt: skip


@settings(max_examples=examples(25), deadline=None)
@given(document=documents())
def test_any_plan_survives_being_shown_and_loaded(
    made_once: Path, document: PlanDocument, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("plans")
    first, second = (second_file(made_once, folder, name) for name in ("first.db", "second.db"))
    load_plan_document(first, LEADER, document, today=TODAY)
    text = write_plan(load_document(first))
    loaded(second, text)
    assert load_document(second) == load_document(first)
    assert write_plan(load_document(second)) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kpitui = = 1", ["line 1", "not TOML"]),
        ('[[role]]\nname = "a"\nunti = "%"\n', ["line 3", "unti"]),
        ('[[mission]]\nstatement = "one"\n[[mission]]\nstatement = 3\n', ["line 4", "statement"]),
        ('[[priority]]\ntitle = "p"\n[[priority.strategy]]\ntitle = ""\n', ["line 4", "title"]),
        ('[[priority]]\ntitle = "p"\nstarts_on = "soon"\n', ["line 3", "starts_on"]),
        ('[[standard]]\nmetric = "m"\nlevel = []\n', ["line 3", "level"]),
        ("kpitui = 2\n", ["line 1", "kpitui"]),
        (
            '[[standard]]\nmetric = "Handle time"\nlevel = [\n    { low = "4:30" }\n]\n',
            ["line 3, standard “Handle time”, level 1, low: must be a number", "4:30 is 270."],
        ),
        (
            '[mission]\nstatement = "one"\n',
            ["line 1, mission: must be a list in [ ]; write [[mission]]."],
        ),
        ('[[metric]]\nname = "a"\n[standard]\nmetric = "a"\n', ["line 3", "[[standard]]."]),
        ('[[metric]]\nname = "a"\ncode = "a"\ndirection = "up"\n', ["line 4", "direction"]),
        (f'[[mission]]\nstatement = "{"x" * 600}"\n', ["line 2", "500"]),
        ('[[role]]\nname = "a"\n[[role]]\nname = "A"\n', ["role", "“A” is there twice"]),
    ],
)
def test_what_is_wrong_is_named_with_line_and_key(text: str, words: list[str]) -> None:
    with pytest.raises(BadFile) as told:
        read_plan(text, "plan.toml")
    assert told.value.sentence.startswith("plan.toml")
    assert "\n" not in told.value.sentence
    for word in words:
        assert word in told.value.sentence


def test_a_name_that_does_not_exist_loads_nothing(database: DatabaseFile) -> None:
    before = write_plan(load_document(database))
    text = '[[role]]\nname = "New"\n[[standard]]\nmetric = "nowhere"\nlevel = [{ level = 1 }]\n'
    with pytest.raises(BadData, match="nowhere"):
        loaded(database, text)
    assert write_plan(load_document(database)) == before


def test_what_is_refused_is_named_with_line_and_record(
    database: DatabaseFile, tmp_path: Path
) -> None:
    before = write_plan(load_document(database))
    file = tmp_path / "plan.toml"
    told = write_plan(load_document(database)).replace("warn = 3.0", "warn = 300.0")
    file.write_text(told, "utf-8")
    line = told.splitlines().index("[[priority.strategy.kpi]]") + 1
    with pytest.raises(BadData) as refused:
        load_plan_file(database, LEADER, file, today=TODAY)
    assert refused.value.sentence == (
        f"{file}, line {line}, KPI “Customer satisfaction”: warn: wider than the valid range of "
        "the metric: 0.0%–100.0%."
    )
    assert write_plan(load_document(database)) == before


def test_overlapping_dates_load_nothing(database: DatabaseFile) -> None:
    before = write_plan(load_document(database))
    text = """[[standard]]
metric = "aht"
level = [
    { low = 200, high = 300, starts_on = 2026-01-01, ends_on = 2026-06-01 },
    { low = 200, high = 310, starts_on = 2026-05-01 },
]"""
    with pytest.raises(BadData, match="same day"):
        loaded(database, text)
    assert write_plan(load_document(database)) == before


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00" * 10, b"\xc3\x28"])
def test_what_is_no_text_is_one_sentence(
    database: DatabaseFile, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "plan.toml").write_bytes(content)
    with pytest.raises(BadFile) as told:
        load_plan_file(database, LEADER, tmp_path / "plan.toml", today=TODAY)
    assert "\n" not in told.value.sentence


def test_the_plan_of_the_tests_is_a_plan() -> None:
    assert read_plan(write_plan(PLAN), "plan.toml") == PLAN
