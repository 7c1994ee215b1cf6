"""Finding a line of the plan, a team or a person by a few letters."""

from collections.abc import Sequence

from textual.content import Content

from kpitui.domain.naming import Names
from kpitui.ui.app_context import AppContext
from kpitui.ui.dialogs.picking import PickDialog
from kpitui.ui.parts import fitted
from kpitui.views.find import Findable

SHOWN = 50
NAME = 0.55
"""The part of a line that is for the name, where what it is does not fit behind it."""


class FindDialog(PickDialog[Findable]):
    """Letters in, the best fits below; Enter goes to the marked one."""

    def __init__(self, findables: list[Findable], context: AppContext) -> None:
        super().__init__("Find", "type part of a name", Names(findables), context)

    def fits(self, typed: str) -> Sequence[Findable]:
        """What is called so, the best first."""
        return self._names.offered(typed)[:SHOWN]

    def words(self, one: Findable, width: int) -> Content:
        """A name, and what it is called by."""
        context = self._app_context
        name, what = context.text(one.name), context.text(one.detail)
        column = max(20, int(width * NAME))
        return Content.assemble(
            fitted(name, column, context),
            ("  ", ""),
            (fitted(what, width - column - 2, context), "dim"),
        )
