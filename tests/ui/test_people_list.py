"""The list of the People screen says how each agent stands, and of a team nothing is read that is
not drawn.
"""

import re
from collections.abc import Sequence

import pytest

from kpitui.charts.text import Charset
from kpitui.domain.errors import BadData
from kpitui.domain.periods import AsOf
from kpitui.domain.records.person import Person
from kpitui.domain.text import name_order
from kpitui.storage.database import DatabaseFile
from kpitui.ui.people_lines import people_groups
from kpitui.ui.people_list import ListedPeople
from kpitui.views.people import load_people_lines
from kpitui.views.people_verdicts import TeamVerdicts
from kpitui.views.team import load_team_page
from tests.conftest import TODAY
from tests.ui.conftest import app_on, screen_text, shows

NOW = AsOf(TODAY, TODAY)
CLEARLY_BELOW = ["Amir Haddad [weekends]", "Rahul Menon", "Yusuf Demir"]


@pytest.mark.parametrize(
    ("size", "heads", "amir"),
    [
        ((60, 20), "standards  role", r"Amir Haddad \[weekends\] +~ ✗ ✓ ✓ ✓  Advisor"),
        (
            (80, 24),
            "proc sche aht  wrap prod  role",
            r"Amir Haddad \[weekends\] +~    ✗    ✓    ✓    ✓     Advisor",
        ),
    ],
)
async def test_each_line_says_how_an_agent_stands_and_clearly_below_come_first(
    sample: DatabaseFile, size: tuple[int, int], heads: str, amir: str
) -> None:
    app = app_on(sample)
    async with app.run_test(size=size) as pilot:
        await pilot.press("5")
        await shows(pilot, heads, "Aftercare", "Lukas Brandt")
        await pilot.press("end")
        await shows(pilot, "Evening line", "Ingrid Solberg")
        said = screen_text(app)
        assert re.search(amir, said), said
        places = [said.index(name) for name in (*CLEARLY_BELOW, "Dmitri Volkov", "Ingrid Solberg")]
        assert places == sorted(places), said


async def test_the_marks_are_ascii_where_the_terminal_is(sample: DatabaseFile) -> None:
    app = app_on(sample, Charset.ASCII)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5")
        await shows(pilot, "proc sche aht  wrap prod  role", "Lukas Brandt")
        assert screen_text(app).isascii()


def listed(database: DatabaseFile, looked: list[int]) -> ListedPeople:
    """The lines, and into `looked` how many people each look at a team is about."""

    def look(people: Sequence[Person]) -> TeamVerdicts:
        looked.append(len(people))
        return TeamVerdicts(database, NOW, people)

    return ListedPeople(people_groups(load_people_lines(database, TODAY)), look)


def test_a_team_that_is_not_drawn_is_not_read_and_one_that_is_once(sample: DatabaseFile) -> None:
    looked: list[int] = []
    lines = listed(sample, looked)
    teams = [at for at, one in enumerate(lines.by_name) if one.person is None]
    assert [lines[at].team is not None for at in teams] == [True] * 4
    assert looked == []
    evening = teams[-1]
    for place in range(evening + 1, len(lines)):
        assert lines[place].person is not None
        assert lines.statuses(place)
    assert looked == [len(lines) - evening - 1]
    names = [line.person.person.name for line in lines[evening + 1 :] if line.person]
    assert names == [*CLEARLY_BELOW, *sorted({*names} - {*CLEARLY_BELOW}, key=name_order)]
    key = lines.by_name[teams[1] + 1].key
    assert lines.place_of(key) is not None
    assert len(looked) == 2


def test_the_lines_stand_as_the_page_of_the_team_beside_them(sample: DatabaseFile) -> None:
    lines = listed(sample, [])
    for at, line in enumerate(lines.by_name):
        if line.person is not None or line.team is None:
            continue
        page = load_team_page(sample, line.team.id, NOW)
        for place, row in enumerate(page.rows, at + 1):
            shown = lines[place]
            assert shown.person is not None
            assert shown.person.person.id == row.person.id
            told = {cell.metric.id: cell.status for cell in row.cells if cell is not None}
            assert lines.statuses(place) == told


def test_a_list_that_cannot_be_read_is_drawn_by_name(sample: DatabaseFile) -> None:
    def fail(_: Sequence[Person]) -> TeamVerdicts:
        raise BadData("The file is damaged.")

    lines = ListedPeople(people_groups(load_people_lines(sample, TODAY)), fail)
    assert [*lines] == lines.by_name
    assert lines.statuses(1) == {}
    assert lines.place_of("person-0") is None
