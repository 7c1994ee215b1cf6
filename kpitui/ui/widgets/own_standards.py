"""What is expected of who sits here, each standard with all that there is to know of it; then their
open actions, their contacts that were scored, and the KPIs of the company. Where not all of it
fits, each standard has one line and the marked one is unfolded, so that every standard is in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Region
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.domain.records.metric import Metric
from kpitui.lazy import Lazy
from kpitui.terminal.copying import page_text
from kpitui.ui.app_context import AppContext
from kpitui.ui.own_options import NO_LINE, OwnLine, OwnOptions, key_of
from kpitui.ui.widgets.panel import FIRST
from kpitui.ui.widgets.person_panels import MadeLines, PagePanel, height_of, show_options
from kpitui.ui.widgets.words import Sections
from kpitui.views.person import PersonPage
from kpitui.words import own_page, person
from kpitui.words.sections import Section

if TYPE_CHECKING:
    from kpitui.ui.screens import contact
else:
    contact = Lazy("kpitui.ui.screens.contact")

KEYS = ("own.seen", "own.ask", "own.done", "own.chart", "own.contact")


class OwnLines(MadeLines):
    """The list; Enter opens the chart of a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.chart", "Chart", id="own.chart", key_display="enter",
                tooltip="Show the chart of this metric with your results"),
    ]  # fmt: skip

    def __init__(
        self, make: Callable[[], Iterable[Option]], fit: Callable[[], None], id: str
    ) -> None:
        """`fit` is called where the list gets another height."""
        super().__init__(make, id)
        self._fit, self._height = fit, 0

    def on_resize(self, event: Resize) -> None:
        """What fits decides how much is unfolded."""
        if self._height != event.size.height:
            self._height = event.size.height
            self._fit()


class OwnSessions(MadeLines):
    """The list of one's own sessions; Enter opens the chart of what a session was about."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.session_chart", "Chart", id="own.session-chart",
                key_display="enter",
                tooltip="Show the chart of the metric that this session was about"),
        Binding("a", "screen.seen", "Confirm", id="own.confirm",
                tooltip="I confirm this session"),
    ]  # fmt: skip


class OwnStandards(PagePanel):
    """The list of the left half, with what is marked in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "contact", "Answers", id="own.contact", key_display="enter",
                tooltip="Show how this contact was scored, question by question"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        self._who = Static(id="who")
        self.lines = OwnLines(self._made, self._fit, "expected-lines")
        self._own = OwnOptions(context)
        self._blocks: dict[str, tuple[int, int]] = {}
        """Of each line that can be marked where it begins, and how many lines belong to it."""
        self._folds = False
        """Whether only the marked standard is unfolded."""
        super().__init__(
            self._who, self.lines, context=context, keys=KEYS, id="expected", classes=FIRST
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A contact is opened on its line."""
        if action == "contact":
            return self.marked.contact is not None
        return super().check_action(action, parameters)

    async def action_contact(self) -> None:
        """Open the marked contact."""
        if (one := self.marked.contact) is not None:
            await self.app.push_screen(contact.ContactScreen(self._app_context, one))

    @property
    def marked(self) -> OwnLine:
        """What the marked line is about."""
        return self._own.of.get(self._marked_id, NO_LINE)

    @property
    def metric(self) -> Metric | None:
        """The metric of the marked line, None where it has none."""
        return self.marked.metric

    def mark(self, metric_id: int) -> bool:
        """Go to the line of a metric; whether there is one."""
        for place, option in enumerate(self.lines.options):
            metric = self._own.of.get(option.id or "", NO_LINE).metric
            if metric is not None and metric.id == metric_id:
                self.lines.highlighted = place
                return True
        return False

    @property
    def _marked_id(self) -> str:
        place = self.lines.highlighted
        option = self.lines.get_option_at_index(place) if place is not None else None
        return (option.id or "") if option else ""

    def copied(self) -> str:
        """Who it is, and every line."""
        return f"{self.title_text}\n{page_text(self._who)}\n{self.lines.copied(True)}"

    def _fill(self, page: PersonPage) -> None:
        work = self._app_context
        self.say(own_page.YOUR_STANDARDS, own_page.standing(page))
        who = Section("", tuple(person.who(page, work.speech)))
        self._who.update(Sections([who], work))
        first_look = self.lines.highlighted is None
        self._show_lines(page)
        if first_look:
            self._mark_news(page, self.lines.options)

    @property
    def needs(self) -> int:
        """The height in which every standard is unfolded."""
        folded = sum(map(height_of, self.lines.options))
        return super().needs - folded + sum(map(height_of, self._made()))

    def _made(self) -> Iterator[Option]:
        """Everything unfolded."""
        return self._own.made(self._page, self._width, None) if self._page else iter(())

    def _fit(self) -> None:
        if self._page is not None:
            self._show_lines(self._page)

    def _show_lines(self, page: PersonPage) -> None:
        """All of it where there is room; else one line each, and all of the marked one."""
        self._own.of.clear()
        options = [*self._own.made(page, self._width, None)]
        self._folds = sum(map(height_of, options)) > self.lines.scrollable_content_region.height
        if self._folds:
            options = [*self._own.made(page, self._width, self._marked_id or self._first(page))]
        self._blocks = _blocks(options)
        show_options(self.lines, options)

    def _first(self, page: PersonPage) -> str:
        return key_of(page.expectations[0].metric) if page.expectations else ""

    def _mark_news(self, page: PersonPage, options: Iterable[Option]) -> None:
        """Begin at the first standard that has a new level."""
        new = {f"metric-{key}" for key, one in page.notices.items() if one.unseen}
        place = next((at for at, one in enumerate(options) if one.id in new), None)
        if place is not None:
            self.lines.highlighted = place

    @on(OptionList.OptionHighlighted)
    def _show_all_of_it(self) -> None:
        """What belongs to the marked line comes into sight with it."""
        if self._folds and self._page is not None:
            self._show_lines(self._page)
        if self._marked_id in self._blocks:
            begins, height = self._blocks[self._marked_id]
            if height <= self.lines.scrollable_content_region.height:
                width = self.lines.scrollable_content_region.width
                region = Region(0, begins, width, height)
                self.lines.scroll_to_region(region, animate=False, force=True)


def _blocks(options: list[Option]) -> dict[str, tuple[int, int]]:
    """Of each line that can be marked its first line, and how many come up to the next one."""
    found: dict[str, tuple[int, int]] = {}
    at, last = 0, ""
    for option in options:
        height = height_of(option)
        if option.id is not None:
            last, found[option.id] = option.id, (at, 0)
        at += height
        if last:
            begins, _ = found[last]
            found[last] = begins, at - begins
    return found
