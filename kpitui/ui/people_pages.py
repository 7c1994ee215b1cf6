"""The page of a line of the People screen: that of a person, or that of a team."""

from typing import TYPE_CHECKING

from textual.content import Content

from kpitui.domain.errors import KpituiError
from kpitui.lazy import Lazy
from kpitui.ui.app_context import AppContext
from kpitui.ui.people_lines import PeopleLine
from kpitui.ui.widgets.words import hung

if TYPE_CHECKING:
    from kpitui.ui import person_page, team_page
    from kpitui.views import person, team
else:
    person_page, person = Lazy("kpitui.ui.person_page"), Lazy("kpitui.views.person")
    team_page, team = Lazy("kpitui.ui.team_page"), Lazy("kpitui.views.team")

MANY = 1000
"""More lines than a team has; a full page scrolls."""
MOST_BELOW = 100
"""So many people of the teams below a team without people of its own stand on its page."""


def page_words(
    line: PeopleLine, context: AppContext, width: int, height: int, *, full: bool = False
) -> Content:
    """The page of a line as the file has it now, `width` cells wide, below its name, which stands
    above it; a sentence where it cannot be read. Where it is `full` it may be higher than `height`.
    """
    work = context
    try:
        if line.person is not None:
            everyone = work.actor.sees_everybody
            page = person.load_person_page(
                work.database, line.person.person.id, work.as_of, work.config, team=everyone
            )
            _, *parts = person_page.person_words(page, work, width, full=full)
        else:
            assert line.team is not None
            whole = team.load_team_page(work.database, line.team.id, work.as_of)
            if full and not whole.rows and 0 < whole.in_all[0] <= MOST_BELOW:
                whole = team.load_team_page(work.database, line.team.id, work.as_of, deep=True)
            _, *parts = team_page.team_words(whole, work, width, MANY if full else height)
    except KpituiError as error:
        parts = [Content(work.text(error.sentence))]
    return Content("\n").join(line for part in parts for line in hung(part, width))
