"""Activities of a strategy have days and teams: in the plan file and back, in the history, and
beside the KPIs.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from kpitui.actions.people import add_team
from kpitui.actions.undo import undo
from kpitui.domain.errors import Refused
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Answer, Command, check_one_sentence
from tests.conftest import LEADER, TODAY, copied, other_program, record_weekly

LAST = date(2026, 11, 20)
BEGAN = date(2026, 9, 14)
HEAD = """
[[priority]]
title = "Grow brand loyalty"
[[priority.strategy]]
title = "Improve the customer experience"
"""
ROLE_PLAY = f"""
activities = ["Training", "Role-play"]
[[priority.strategy.activity]]
text = "Role-play"
starts_on = {BEGAN}
teams = ["North"]
"""
Load = Callable[[str], Answer]
SHOWN = "- Role-play · since 2026-09-14 · North"


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """North gets better when its role-plays begin, by ten points; South by two."""
    for person, step in ((1, 10.0), (2, 2.0)):
        values = [70.0 + week % 2 for week in range(20)] + [70.0 + step, 71.0 + step] * 5
        record_weekly(database, 1, values, LAST, person_id=person)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)):
        yield database.path


@pytest.fixture
def load(kpitui: Command, tmp_path: Path) -> Load:
    def load(text: str) -> Answer:
        file = tmp_path / "plan.toml"
        file.write_text(HEAD + text, "utf-8")
        return kpitui("plan", "load", file)

    return load


def strategy_lines(kpitui: Command) -> list[str]:
    return kpitui("show", "experience").out.splitlines()


@pytest.mark.usefixtures("db")
def test_the_strategy_shows_teams_that_had_it_beside_those_not_yet(
    kpitui: Command, load: Load
) -> None:
    assert load(ROLE_PLAY).code == 0
    lines = strategy_lines(kpitui)
    assert SHOWN in lines
    at = lines.index("Role-play, by team since 2026-09-14")
    assert lines[at + 1 : at + 5] == [
        "Customer satisfaction, 20 weeks before and 9 after",
        "         before  after  change  team",
        "had it    70.5%  80.6%   +10.1  North",
        "not yet   70.5%  72.6%    +2.1  South",
    ]
    (answer,) = kpitui("show", "experience", "--json").data
    assert (answer["kind"], answer["activities"][1]["teams"]) == ("strategy", ["North"])
    north, south = {"team": "North", "had": True}, {"team": "South", "had": False}
    (rollout,) = answer["rollouts"]
    assert rollout == {
        "activity": "Role-play", "since": str(BEGAN), "metric": "csat", "unit": "%", "by": "week",
        "teams": [
            north | {"before": {"value": 70.5, "periods": 20},
                     "after": {"value": pytest.approx(80.5556, abs=1e-3), "periods": 9}},
            south | {"before": {"value": 70.5, "periods": 20},
                     "after": {"value": pytest.approx(72.5556, abs=1e-3), "periods": 9}},
        ],
    }  # fmt: skip
    tree = kpitui("show", "--json").data
    assert [one["kind"] for one in tree][:4] == ["mission", "priority", "strategy", "kpi"]
    assert {one["rollouts"] for one in tree} == {None}
    then = kpitui("show", "experience", "--as-of", str(BEGAN - timedelta(days=1))).out
    assert "had it" not in then


@pytest.mark.usefixtures("db")
def test_the_plan_comes_back_with_its_activities(
    kpitui: Command, load: Load, tmp_path: Path, made_once: Path
) -> None:
    assert "activities" in load(ROLE_PLAY).out
    assert load(ROLE_PLAY).out == ""
    shown = kpitui("plan", "show").out
    (tmp_path / "new").mkdir()
    other = copied(made_once / "plan.db", tmp_path / "new").path
    again = tmp_path / "again.toml"
    again.write_text(shown, "utf-8")
    assert kpitui("plan", "load", again, "--db", other).code == 0
    assert kpitui("plan", "show", "--db", other).out == shown
    # A plan of before, which knows texts only, takes no day and no team away.
    assert load('activities = ["Training", "Role-play"]\n').out == ""
    assert SHOWN in strategy_lines(kpitui)
    assert load('activities = ["Role-play"]\n').code == 0
    lines = strategy_lines(kpitui)
    assert (SHOWN in lines, "- Training" in lines) == (True, False)
    strategy = kpitui("plan", "show", "--json").data["priority"][0]["strategy"][0]
    assert strategy["activities"] == ["Role-play"]
    kept = {"text": "Role-play", "starts_on": "2026-09-14", "teams": ["North"]}
    assert strategy["activity"] == [kept]


@pytest.mark.usefixtures("db")
def test_history_and_the_comparison_of_two_days_say_it_in_words(
    kpitui: Command, load: Load
) -> None:
    load(ROLE_PLAY)
    assert "Training; Role-play · since 2026-09-14 · North" in kpitui("history").out
    said = kpitui("plan", "diff", "2026-11-22", str(TODAY)).out
    assert "activities - → Training; Role-play · since 2026-09-14 · North" in said


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[priority.strategy.activity]]\ntext = "x"\nteams = ["West"]\n', "no team “West”"),
        ('[[priority.strategy.activity]]\ntext = "x"\nstarts_on = 2023-05-01\nteams = ["North"]\n',
         "North starts on 2024-01-01; choose that day or a later one"),
        ('[[priority.strategy.activity]]\ntext = "x"\nends_on = 2026-05-01\n',
         "“x” ends before it starts"),
        ('[[priority.strategy.activity]]\ntext = ""\n', "text"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_one_sentence(load: Load, text: str, said: str) -> None:
    check_one_sentence(load(text), 4, said, "line ")


@pytest.mark.usefixtures("db")
def test_a_team_of_an_activity_stays(
    kpitui: Command, load: Load, database: DatabaseFile, db: Path
) -> None:
    add_team(database, LEADER, "West", date(2026, 1, 1))
    text = f'[[priority.strategy.activity]]\ntext = "x"\nstarts_on = {BEGAN}\nteams = ["West"]\n'
    assert load(text).code == 0
    with pytest.raises(Refused, match="“Improve the customer experience” depends on the team “We"):
        undo(database, LEADER)
    assert kpitui("doctor").code == 0
    with other_program(db) as connection:
        connection.execute("UPDATE strategies SET activities = replace(activities, '[3]', '[9]')")
    told = kpitui("doctor").out
    assert "an activity of “Improve the customer experience” names team 9" in told
