"""The right half of a person's page: their coaching."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kpitui.domain.records.metric import Metric
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import fitted
from kpitui.ui.person_page import sessions_counted
from kpitui.ui.widgets.person_panels import MadeLines, PagePanel, show_options
from kpitui.ui.widgets.words import hanging
from kpitui.views.coaching import SessionLine
from kpitui.views.person import PersonPage
from kpitui.words import coaching
from kpitui.words.spans import line, muted


class CoachedLines(MadeLines):
    """The list of the right half; Enter opens the chart of what a session was about."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.session_chart", "Chart", id="person.session-chart",
                key_display="enter",
                tooltip="Show the chart of the metric that this session was about"),
    ]  # fmt: skip


class CoachedPanel(PagePanel):
    """The sessions of a person, newest first, a line each; the marked one is unfolded."""

    def __init__(
        self,
        context: AppContext,
        keys: Sequence[str] = ("person.session-chart", "person.sessions"),
        lines: type[MadeLines] = CoachedLines,
    ) -> None:
        self.lines = lines(self._made, "coached-lines")
        self._unfolded: int | None = None
        super().__init__(self.lines, context=context, says="Coaching", keys=keys, id="coached")

    @property
    def metric(self) -> Metric | None:
        """What the marked session was about first."""
        return self.session.focus[0] if self.session and self.session.focus else None

    @property
    def session(self) -> SessionLine | None:
        """The session that is marked."""
        place, page = self.lines.highlighted, self._page
        return page.sessions[place] if page is not None and place is not None else None

    def copied(self) -> str:
        """How many sessions there are, and every line."""
        return f"{self.title_text}\n{self.lines.copied(True)}"

    def _fill(self, page: PersonPage) -> None:
        said = sessions_counted(page, self._app_context.speech)
        self.say("Coaching", line(muted(said)))
        self._unfolded = None
        options = [
            Option(self._folded(session), id=f"session-{session.session.id}")
            for session in page.sessions
        ]
        show_options(self.lines, options)
        self._unfold()

    def _made(self) -> Iterator[Option]:
        sessions = self._page.sessions if self._page else ()
        for place, one in enumerate(sessions):
            yield Option(self._whole(one) if place == self._unfolded else self._folded(one))

    @on(OptionList.OptionHighlighted)
    def _unfold(self) -> None:
        place, page = self.lines.highlighted, self._page
        if page is None or place == self._unfolded or place is None:
            return
        if self._unfolded is not None and self._unfolded < len(page.sessions):
            folded = self._folded(page.sessions[self._unfolded])
            self.lines.replace_option_prompt_at_index(self._unfolded, folded)
        self._unfolded = place
        words = self._whole(page.sessions[place])
        self.lines.replace_option_prompt_at_index(place, words)

    def _whole(self, one: SessionLine) -> Content:
        work, page = self._app_context, self._page
        effect = page.effects.get(one.session.id, ()) if page else ()
        told = coaching.session(one, work.speech, effect, own=bool(page and page.own))
        lines = (words for said in told for words in hanging(said, self._width, work))
        return Content("\n").join(lines)

    def _folded(self, one: SessionLine) -> Content:
        work = self._app_context
        about = f" about {one.about}" if one.about else ""
        said = f"{work.speech.day(one.session.date)} {one.session.kind.value}{about}"
        return Content(fitted(work.text(said), self._width, work).rstrip())
