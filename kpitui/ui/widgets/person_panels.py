"""The left half of a person's page, what is expected of them, and what both halves share."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.domain.access import Permission
from kpitui.domain.judgement.clearly_below import PersonVerdict
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.seen_level import LevelKey
from kpitui.terminal.copying import list_text, page_text
from kpitui.terminal.lines import Lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.columns import aligned
from kpitui.ui.editing import EditingScreen
from kpitui.ui.evaluation_lines import by_key, evaluation_options, remove
from kpitui.ui.person_page import (
    COMPANY_KPIS,
    NEWS_IN_SHORT,
    OPEN_ACTIONS,
    expected_in_pairs,
    not_coached,
    remarks_of,
    with_news,
)
from kpitui.ui.scoring import begin_correcting
from kpitui.ui.theme import painted
from kpitui.ui.weakest_lines import weakest_lines
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.words import Sections, hanging
from kpitui.views.contacts import ContactLine
from kpitui.views.level_notices import NO_NOTICES, MetricNotices
from kpitui.views.person import PersonPage
from kpitui.words import coaching, own_page, person
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted

EVALUATION_KEYS = ("evaluation.open", "evaluation.remove", "evaluation.score")
"""What the panel names of evaluations."""


CHART = "-chart"
"""The class of the screen that shows a chart in place of the coaching."""


class MadeLines(Lines):
    """Lines that are made in full where they are copied; `make` gives them as they are now."""

    def __init__(self, make: Callable[[], Iterable[Option]], id: str) -> None:
        super().__init__(id=id, markup=False)
        self._make = make

    def copied(self, whole: bool) -> str:
        """The marked line, or every line."""
        return list_text(self, whole, [*self._make()])


class ExpectedLines(MadeLines):
    """The list of the left half; Enter opens the chart of a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.chart", "Chart", id="person.chart", key_display="enter",
                tooltip="Show the chart of this metric for this person"),
    ]  # fmt: skip


class PagePanel(Panel):
    """A half of a person's page; its lines are made again for every width that it gets."""

    lines: Lines
    _page: PersonPage | None = None
    _width = 0

    def show(self, page: PersonPage) -> None:
        """Show a page; the mark stays on its line."""
        self._page, self._width = page, self._room
        self._fill(page)

    def on_resize(self) -> None:
        """Lines that were made for another width, or for none, are made again."""
        super().on_resize()
        if self._page is not None and self._width != self._room:
            self.show(self._page)

    def verdict_on(self, metric: Metric) -> PersonVerdict | None:
        """How the person stands to the standard of a metric, None where none is expected."""
        expected = self._page.expectations if self._page is not None else ()
        of_metric = (held for held in expected if held.metric.id == metric.id)
        return next((held.verdict for held in of_metric), None)

    @property
    def needs(self) -> int:
        """The height in which all of it is seen."""
        listed = sum(map(height_of, self.lines.options))
        others = sum(child.outer_size.height for child in self.children if child is not self.lines)
        return self.styles.gutter.height + others + listed

    @property
    def _room(self) -> int:
        return max(1, self.lines.scrollable_content_region.width)

    def _fill(self, page: PersonPage) -> None:
        """Make the lines of a page, in the width that there is."""
        raise NotImplementedError


class ExpectedPanel(PagePanel):
    """What is expected of a person and how it stands, what is open, how contacts were scored, and
    the KPIs as context.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "evaluation", "Open", id="evaluation.open", key_display="enter",
                tooltip="Open this evaluation, to see or correct its answers"),
        Binding("x", "remove_evaluation", "Remove", id="evaluation.remove",
                tooltip="Remove this evaluation and void its score"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        self._who = Static(id="who")
        self.lines = ExpectedLines(self._made, "expected-lines")
        self._metrics: dict[str, Metric] = {}
        self._notices: Mapping[int, MetricNotices] = {}
        super().__init__(
            self._who,
            self.lines,
            context=context,
            keys=("person.chart", "person.readings", "person.told", *EVALUATION_KEYS),
            id="expected",
            classes=FIRST,
        )

    # evaluations ----------------------------------------------------------------------------------

    @property
    def person_id(self) -> int | None:
        """Whose page it is."""
        return self._page.person.id if self._page is not None else None

    @property
    def scored(self) -> ContactLine | None:
        """The evaluation of the marked line, None where it has none."""
        return by_key(self._page.contacts).get(self._marked) if self._page is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is about an evaluation is offered on its line, to those who may record."""
        if action == "evaluation":
            return self.scored is not None
        if action == "remove_evaluation":
            may = self._app_context.actor.may(Permission.READINGS)
            return self.scored is not None and may
        return super().check_action(action, parameters)

    async def action_evaluation(self) -> None:
        """Open the marked evaluation."""
        if (one := self.scored) is not None and isinstance(self.screen, EditingScreen):
            await begin_correcting(self.screen, one.evaluation.id)

    async def action_remove_evaluation(self) -> None:
        """Take the marked evaluation away, once it was asked for."""
        if (one := self.scored) is not None and isinstance(self.screen, EditingScreen):
            await remove(self.screen, one)

    # what is expected -----------------------------------------------------------------------------

    @property
    def _marked(self) -> str:
        """The key of the marked line."""
        place = self.lines.highlighted
        option = self.lines.get_option_at_index(place) if place is not None else None
        return (option.id or "") if option else ""

    @property
    def metric(self) -> Metric | None:
        """The metric of the marked line, None where it has none."""
        return self._metrics.get(self._marked)

    def mark(self, metric_id: int) -> bool:
        """Go to the line of a metric; whether there is one."""
        for place, option in enumerate(self.lines.options):
            metric = self._metrics.get(option.id or "")
            if metric is not None and metric.id == metric_id:
                self.lines.highlighted = place
                return True
        return False

    @property
    def untold(self) -> list[LevelKey]:
        """The new levels of the marked metric that no one told the person of."""
        notices = self._notices.get(self.metric.id, NO_NOTICES) if self.metric else NO_NOTICES
        return untold(notices)

    def copied(self) -> str:
        """Who it is, and every line."""
        return f"{self.title_text}\n{page_text(self._who)}\n{self.lines.copied(True)}"

    def _fill(self, page: PersonPage) -> None:
        work = self._app_context
        _, *who = person.who(page, work.speech)
        verdicts = [expectation.verdict for expectation in page.expectations]
        counted, met = len(verdicts), verdicts.count(PersonVerdict.MET)
        self.say(page.person.name, line(muted(f"{met} of {counted} met")) if counted else ())
        by_rhythm = page.coached is not None and page.coached.rhythm is not None
        said = who if by_rhythm else [*who, line(_coached(page, work))]
        self._who.update(Sections([Section("", tuple(said))], work))
        self._metrics.clear()
        self._notices = page.notices
        show_options(self.lines, [*self._options(page, self._width)])

    def _made(self) -> Iterator[Option]:
        return self._options(self._page, self._width) if self._page else iter(())

    def _options(self, page: PersonPage, width: int) -> Iterator[Option]:
        work = self._app_context
        if page.expectations:
            new = {key for key, of in page.notices.items() if untold(of)}
            beside = len(NEWS_IN_SHORT) if new else 0
            heads, *pairs = expected_in_pairs(page.expectations, work, width - beside)
            yield _words(heads)
            for one, words in zip(page.expectations, pairs, strict=True):
                if one.metric.id in new:
                    words = with_news(words, width)
                yield self._of_metric(f"metric-{one.metric.id}", one.metric, words)
            yield from _paragraph(remarks_of(page.expectations, work.speech), width, work)
            yield from _paragraph(own_page.news(page, work.speech), width, work)
        else:
            yield _words(painted(line(muted(person.NOTHING_EXPECTED)), work))
        yield from _paragraph(person.evaluated(page, work.speech), width, work)
        if page.open:
            yield _head(OPEN_ACTIONS, work)
            for open_one in page.open:
                said = hanging(coaching.marked_open(open_one, work.speech), width, work)
                if open_one.of.focus:
                    self._metrics[open_one.key] = open_one.of.focus[0]
                yield Option(Content("\n").join(said), id=open_one.key)
        yield from evaluation_options(page.contacts, width, work)
        if weakest := [*weakest_lines(page.weakest, work, width)]:
            yield _words(Content("\n").join([Content(), *weakest]))
        if page.kpis:
            yield _head(COMPANY_KPIS, work)
            rows = [person.kpi_row(kpi, work.speech) for kpi in page.kpis]
            heads, *lines = aligned(person.KPI_HEADS, rows, width, work)
            yield _words(heads)
            for kpi, words in zip(page.kpis, lines, strict=True):
                yield self._of_metric(f"kpi-{kpi.line.kpi.id}", kpi.line.metric, words)

    def _of_metric(self, key: str, metric: Metric, words: Content) -> Option:
        self._metrics[key] = metric
        return Option(words, id=key)


def untold(notices: MetricNotices) -> list[LevelKey]:
    """The new levels that no one told the person of."""
    return [notice.change.level for notice in notices.news if notice.seen is None]


def _coached(page: PersonPage, context: AppContext) -> str:
    """How often and when last they were coached."""
    if not page.sessions:
        return not_coached(context.speech, went_on=page.went_on)
    last, count = context.speech.day(page.sessions[0].session.date), len(page.sessions)
    return f"Coached {last}" if count == 1 else f"{count} sessions, last {last}"


def share_height(above: PagePanel, below: PagePanel) -> None:
    """Give a half the lines that the one below it does not fill, or leave that one those that it
    does not fill itself; beside each other, and above a chart, each has its usual room.
    """
    screen, styles = above.screen, above.styles
    if screen.has_class(CHART) or not (screen.has_class("-wide") and screen.has_class("-high")):
        styles.clear_rule("height")
        return
    room = screen.query_one(".halves").size.height
    usual, needed = round(USUAL_SHARE * room), below.needs
    styles.height = room - needed if needed <= room - usual else min(usual, above.needs)


USUAL_SHARE = 0.58
"""The part of the height that the standards have where both halves are longer than it."""


def height_of(option: Option) -> int:
    """How many lines an option fills whose words were broken to the width."""
    words = option.prompt
    return words.plain.count("\n") + 1 if isinstance(words, Content) else 1


def show_options(listed: OptionList, options: Sequence[Option]) -> None:
    """Put lines in place of those shown; the mark stays on its line, else goes to the first."""
    place = listed.highlighted
    marked = listed.get_option_at_index(place).id if place is not None else None
    with listed.prevent(OptionList.OptionHighlighted):
        listed.clear_options()
        listed.add_options(options)
        ids = [option.id for option in options]
        able = [place for place, one in enumerate(options) if not one.disabled]
        first = able[0] if able else None
        listed.highlighted = ids.index(marked) if marked and marked in ids else first


def _words(words: Content) -> Option:
    return Option(words, disabled=True)


def _head(text: str, context: AppContext) -> Option:
    return _words(Content("\n") + painted(line(Span(text, "heading")), context))


def _paragraph(lines: Iterator[Line], width: int, context: AppContext) -> Iterator[Option]:
    found = [words for one in lines for words in hanging(one, width, context)]
    if found:
        yield _words(Content("\n").join(found))
