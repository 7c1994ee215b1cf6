"""What stands on a person's page: a key scores a contact of theirs from either half."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container

from kpitui.ui.cell_typing import SCORE_KEY
from kpitui.ui.editing import EditingScreen
from kpitui.ui.scoring import begin_scoring
from kpitui.ui.widgets.person_panels import ExpectedPanel, PagePanel


class PersonBody(Container):
    """The halves of the page, or that of a team."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(SCORE_KEY, "score", "Score", id="evaluation.score", show=False,
                tooltip="Score a contact of this agent on a call sheet"),
    ]  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A team has no contact to score."""
        if action == "score":
            return any(half.has_focus_within for half in self.query(PagePanel))
        return super().check_action(action, parameters)

    async def action_score(self) -> None:
        """Score a contact of this agent."""
        if isinstance(self.screen, EditingScreen):
            await begin_scoring(self.screen, self.query_one(ExpectedPanel).person_id)
