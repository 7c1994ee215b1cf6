"""The effect of coaching over all sessions: how often coached agents changed more than those not
coached, by session type, metric and strategy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.visual import VisualType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.domain.errors import KpituiError
from kpitui.paths import sheets
from kpitui.terminal.copying import page_text
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.columns import fitting
from kpitui.ui.editing import EditingScreen
from kpitui.ui.parts import fitted
from kpitui.ui.theme import painted, painted_lines
from kpitui.ui.widgets.course_panel import CoursePanel
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import KeyFigures, Sections
from kpitui.views.pooled_effect import (
    EVERY_SESSION,
    Pool,
    PooledEffect,
    PoolFilter,
    Result,
    SessionResults,
    load_results,
)
from kpitui.words import pooled_effect as words
from kpitui.words.sections import Section
from kpitui.words.spans import Span, line, muted

AIR = 6
"""Cells between the longest name and the numbers; further away they are hard to follow."""
SIDES = 1
"""Cells at the end of a line that it does not fill, beside the scrollbar."""
NAME_LEAST = 16
LEAST_TOLD = (3, 2, 0)
"""The columns that go first where names would be cut: what `ahead by` says in short."""
COUNTING = "Counting…"
CHART = "-chart"
"""The class of the screen that shows the chart where there is no room for both."""
SESSIONS_LISTED = 100
"""So many of the newest sessions are listed one by one."""
SETTLE_SECONDS = 0.06
Table = tuple[str, list[tuple[Pool | Result, str, tuple[str, ...]]]]
"""A head with its rows: what a row is about, how it is called, and its numbers."""


@dataclass(eq=False, repr=False)
class ResultsLoaded(Message):
    """What came of the sessions, or why that cannot be said."""

    results: SessionResults | None
    sentence: str = ""


class EffectList(Lines):
    """The groups; Enter looks at the sessions of one of them only."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.narrow", "Only these", id="effect.narrow", key_display="enter",
                tooltip="Look at these sessions only"),
    ]  # fmt: skip


class EffectScreen(EditingScreen):
    """The answer in words, then a table of each way to group sessions."""

    CSS_PATH = sheets("effect")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="effect.back", key_display="esc",
            tooltip="All sessions again, or back to where you came from"),
        Binding("tab", "chart", "Chart", id="effect.chart", key_display="tab",
            tooltip="The chart of these sessions, or the answer in words"),
        Binding("r", "reload", "Refresh", id="effect.reload", show=False,
            tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="effect-screen")
        self._narrowed: list[Pool] = []
        self._pools: dict[str, Pool] = {}
        self._sessions: dict[str, Result] = {}
        self._course = CoursePanel(context)
        self._results: SessionResults | None = None

    def compose(self) -> ComposeResult:
        """The bar, the answer, the tables, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(classes="halves"):
            yield Panel(
                Static(id="effect-answer"), Static(id="effect-figures"), Static(id="effect-scale"),
                EffectList(id="effect-groups", markup=False), Static(id="effect-explained"),
                context=self.context, says="Effect of coaching",
                keys=("effect.narrow", "effect.chart"), id="effect-panel", classes=FIRST,
            )  # fmt: skip
            yield self._course
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the tables."""
        self.query_one(EffectList).focus()

    def on_screen_resume(self) -> None:
        """Begin with all sessions."""
        self._narrowed = []
        self.show_changed()

    def on_resize(self) -> None:
        """The columns are as wide as there is room for."""
        self.call_after_refresh(self._show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where nothing is listed, nothing is looked at more closely."""
        if action == "narrow":
            return self._key in self._pools
        if action == "chart":
            return self._results is not None and not self.has_class("-beside")
        return super().check_action(action, parameters)

    # what is shown --------------------------------------------------------------------------------

    def show_changed(self, key: str = "") -> None:
        """Read what came of the sessions, without keeping the keys waiting."""
        if self._results is None:
            self.query_one("#effect-answer", Static).update(Content.styled(COUNTING, "dim"))
        self.run_worker(
            self._load, thread=True, group="effect", exclusive=True, exit_on_error=False
        )

    def _load(self) -> None:
        work = self.context
        try:
            self.post_message(ResultsLoaded(load_results(work.database, work.as_of)))
        except KpituiError as error:
            self.post_message(ResultsLoaded(None, error.sentence))

    @on(ResultsLoaded)
    def _loaded(self, message: ResultsLoaded) -> None:
        if message.results is None:
            self.tell(message.sentence, error=True)
            return
        self._results = message.results
        if self.children:  # they are gone where it comes as one leaves
            self._show()

    def _show(self) -> None:
        if self._results is None:
            return
        found = self._results.pooled(self._only)
        names = ", ".join(pool.name for pool in self._narrowed)
        self.query_one(Panel).say("Effect of coaching", line(muted(names or "all sessions")))
        self._show_answer(found)
        listed = self.query_one(EffectList)
        marked = listed.highlighted
        self._pools.clear()
        self._sessions.clear()
        listed.clear_options()
        listed.add_options([*self._options(found)])
        able = [at for at in range(listed.option_count) if not listed.options[at].disabled]
        listed.highlighted = marked if marked in able else able[0] if able else None
        self._show_course()
        self.refresh_bindings()

    def _show_answer(self, found: PooledEffect) -> None:
        """The verdict, its figures, and at the foot how the columns are read."""
        work = self.context
        told = words.figures(found, work.speech)
        explained = Section(words.HOW_TO_READ, tuple(line(muted(of)) for of in words.EXPLAINED))
        hint = words.SCALE if told else "" if found.overall.results else words.HOW
        scale = [*([line(muted(hint))] if hint else []), *words.counted(found)]
        shown: dict[str, VisualType] = {
            "answer": painted(words.verdict(found, work.speech), work),
            "figures": KeyFigures(told, work) if told else "",
            "scale": painted_lines(scale, work),
            "explained": Sections([explained], work) if found.overall.results else "",
        }
        for part, said in shown.items():
            self.query_one(f"#effect-{part}", Static).update(said)
            self.query_one(f"#effect-{part}").set_class(not said, "-none")

    @property
    def _only(self) -> PoolFilter:
        """The sessions that are listed."""
        return reduce(PoolFilter.narrowed, (pool.only for pool in self._narrowed), EVERY_SESSION)

    @property
    def _key(self) -> str:
        listed = self.query_one(EffectList)
        place = listed.highlighted
        return (listed.get_option_at_index(place).id or "") if place is not None else ""

    @on(OptionList.OptionHighlighted)
    def _another_line(self) -> None:
        self.at_rest(SETTLE_SECONDS, self._show_course)
        self.refresh_bindings()

    def _show_course(self) -> None:
        """The chart of the line of the cursor."""
        if self._results is None:
            return
        if (result := self._sessions.get(self._key)) is not None:
            name = self._results.people.get(result.session.person_id, "")
            self._course.show_session(result, name, self._results.plan.metrics[result.metric_id])
        else:
            pool = self._pools.get(self._key)
            only = self._only.narrowed(pool.only) if pool else self._only
            self._course.show_pool(pool, self._results.course(only))

    def _options(self, found: PooledEffect) -> Iterator[Option]:
        work = self.context
        tables: list[Table] = [
            (head, [(pool, pool.name, words.cells(pool, work.speech)) for pool in pools])
            for head, pools in words.groups(found)
            if pools
        ]
        if self._narrowed and self._results is not None:
            tables.append((words.SESSIONS, self._session_rows(found.overall.only)))
        every = [words.HEADS, *(cells for _, rows in tables for _, _, cells in rows)]
        columns = [max(cell_len(row[at]) for row in every) for at in range(len(words.HEADS))]
        widths, room = fitting(
            columns, self.query_one(EffectList).size.width - SIDES, NAME_LEAST, LEAST_TOLD
        )
        names = [
            *(head for head, _ in tables),
            *(name for _, rows in tables for _, name, _ in rows),
        ]
        longest = max(cell_len(work.text(name)) for name in names) if names else 0
        name = max(1, min(room, longest + AIR))
        for place, (head, rows) in enumerate(tables):
            heads = _row(head, words.HEADS, name, widths, self.context)
            above = Content("\n" if place else "")
            yield Option(above + painted(line(Span(heads, "heading")), work), disabled=True)
            for of, called, cells in rows:
                said = _row(work.text(called), cells, name, widths, self.context)
                look = "dim" if isinstance(of, Pool) and not of.enough else ""
                yield Option(Content.styled(said, look), id=self._keep(of))

    def _keep(self, of: Pool | Result) -> str:
        """The key of a line; what it is about is kept by it."""
        if isinstance(of, Pool):
            key = f"pool-{len(self._pools)}"
            self._pools[key] = of
        else:
            key = f"session-{of.session.id}-{of.metric_id}"
            self._sessions[key] = of
        return key

    def _session_rows(self, only: PoolFilter) -> list[tuple[Pool | Result, str, tuple[str, ...]]]:
        """A line each session and metric, the newest first."""
        results, speech = self._results, self.context.speech
        assert results is not None
        return [
            (
                result,
                f"{speech.day(result.session.date)} "
                f"{results.people.get(result.session.person_id, '')}, "
                f"{results.plan.metrics[result.metric_id].code}",
                words.session_cells(result.effect, speech),
            )
            for result in results.counted(only)[:SESSIONS_LISTED]
        ]

    def copied(self, whole: bool) -> str:
        """The line of the cursor, or the answer and every line."""
        if not whole:
            return super().copied(whole)
        parts = (self.query_one(f"#effect-{part}") for part in ("answer", "figures", "scale"))
        answer = "\n".join(page_text(part) for part in parts if not part.has_class("-none"))
        return f"{answer}\n{self.query_one(EffectList).copied(True)}"

    # keys -----------------------------------------------------------------------------------------

    def action_narrow(self) -> None:
        """Look at the sessions of this line only."""
        pool = self._pools.get(self._key)
        if pool is not None and pool.only not in (pool.only for pool in self._narrowed):
            self._narrowed.append(pool)
            self._show()

    def action_chart(self) -> None:
        """The chart in place of the answer, or the other way round."""
        self.toggle_class(CHART)

    async def action_back(self) -> None:
        """All sessions again, else back to where you came from."""
        if self._narrowed:
            self._narrowed.pop()
            self._show()
        else:
            await self.run_action(f"app.open_screen('{self.came_from}')")


def _row(
    name: str, cells: tuple[str, ...], width: int, widths: dict[int, int], context: AppContext
) -> str:
    """A row of the table, its numbers below each other."""
    numbers = "".join(f"  {' ' * (room - cell_len(cells[at]))}{cells[at]}"
                      for at, room in widths.items())  # fmt: skip
    return f"{fitted(name, width, context)}{numbers}"
