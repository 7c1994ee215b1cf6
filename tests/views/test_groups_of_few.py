"""Who is outside of a team sees it as a team: how many people it has, and no figure of few."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.writing import WRITING
from kpitui.storage.database import DatabaseFile
from kpitui.ui.people_lines import counted
from kpitui.views.own_teams import load_teams_under
from kpitui.views.people import load_people_lines
from kpitui.views.person import load_team_page
from kpitui.words import team as words
from kpitui.words.spans import texts_of
from kpitui.words.speech import Speech
from tests.conftest import LEADER, TODAY, kept_copy, narrowed

NOW = AsOf(TODAY, TODAY)
BEGUN = date(2026, 1, 5)
TEAMS = {"Site": 0, "Mine": 5, "Large": 7, "Small": 4}
SITE, MINE, LARGE, SMALL = 3, 4, 5, 6
PLAN = PlanDocument.model_validate(
    {
        "team": [
            {"name": name, "starts_on": BEGUN} | ({} if name == "Site" else {"under": "Site"})
            for name in TEAMS
        ],
        "person": [
            {
                "name": f"{team} {number}", "starts_on": BEGUN,
                "membership": [{"team": team, "role": "Advisor", "starts_on": BEGUN}],
            }
            for team, count in TEAMS.items()
            for number in range(count)
        ],
    }
)  # fmt: skip


@pytest.fixture
def database(tmp_path: Path, made_once: Path) -> Iterator[DatabaseFile]:
    """Five people of Mine, seven of Large and four of Small, all under Site."""
    with kept_copy(made_once / "plan.db", tmp_path) as file:
        load_plan_document(file, LEADER, PLAN, today=TODAY)
        yield file


@pytest.fixture
def mine(database: DatabaseFile) -> DatabaseFile:
    """The same as the supervisor of Mine sees it."""
    return narrowed(database, "zoe", "Mine")


def head(database: DatabaseFile, team_id: int, *, deep: bool = False) -> list[str]:
    page = load_team_page(database, team_id, NOW, deep=deep)
    return texts_of(words.head(page, Speech(WRITING, database.clock, TODAY)))


def test_all_people_of_a_site_are_counted_and_those_seen_are_named(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    assert "3 teams below: Large, Mine, Small; 16 people in all" in head(database, SITE)
    assert "3 teams below: Large, Mine, Small; 16 people in all, 5 of them yours" in head(
        mine, SITE
    )
    assert "16 people, 5 of them yours" in " ".join(head(mine, SITE, deep=True))
    assert "5 people" in head(mine, MINE)[1]
    assert "of them" not in head(mine, MINE)[1]


def test_the_list_of_people_counts_those_of_other_teams(mine: DatabaseFile) -> None:
    people = load_people_lines(mine, TODAY)
    assert counted(people) == "18 people, 5 of them yours"
    assert counted(people.of(load_teams_under(mine, MINE, TODAY))) == "5 people"
    assert counted(people.of(load_teams_under(mine, SITE, TODAY))) == "16 people, 5 of them yours"


def test_of_a_team_of_few_it_is_not_said_how_few(mine: DatabaseFile) -> None:
    assert "7 people" in head(mine, LARGE)[1]
    assert words.SEEN_AS_A_TEAM in head(mine, LARGE)
    assert "fewer than 5 people" in head(mine, SMALL)[1]
    assert words.TOO_SMALL in head(mine, SMALL)
