"""What stands on a person's page: a key scores a contact of theirs from either half."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container

from kpitui.domain.access import Permission
from kpitui.ui.cell_typing import SCORE_KEY
from kpitui.ui.editing import EditingScreen
from kpitui.ui.scoring import begin_scoring
from kpitui.ui.widgets.person_panels import ExpectedPanel, PagePanel

NOTHING_NEW = "a notes that the agent was told of a new level; this line has none."


class PersonBody(Container):
    """The halves of the page, or that of a team."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(SCORE_KEY, "score", "Score", id="evaluation.score",
                tooltip="Score a contact of this agent on a call sheet"),
        Binding("a", "nothing_new", "Told", id="person.nothing-new", show=False,
                tooltip="Explain that no level is new here"),
    ]  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A team has no contact to score."""
        if action == "score":
            return self._is_of_person
        if action == "nothing_new":
            screen = self.screen
            may = isinstance(screen, EditingScreen) and screen.context.actor.may(
                Permission.COACHING
            )
            return may and self._is_of_person and not self.query_one(ExpectedPanel).untold
        return super().check_action(action, parameters)

    @property
    def _is_of_person(self) -> bool:
        return any(half.has_focus_within for half in self.query(PagePanel))

    def action_nothing_new(self) -> None:
        """Say what the key is for."""
        if isinstance(self.screen, EditingScreen):
            self.screen.tell(NOTHING_NEW)

    async def action_score(self) -> None:
        """Score a contact of this agent."""
        if isinstance(self.screen, EditingScreen):
            await begin_scoring(self.screen, self.query_one(ExpectedPanel).person_id)
