"""The page that a member has: their standards with all there is to know of them, and their
coaching.
"""

from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from kpitui.actions.coaching import acknowledge, reply_to_session
from kpitui.actions.disputes import see_evaluation
from kpitui.actions.seen_levels import ask_why, see_levels
from kpitui.domain.errors import KpituiError
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import CoachingSession
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import BROAD_ONLY
from kpitui.ui.changes import Task, leading_to
from kpitui.ui.follow_ups import finishing
from kpitui.ui.forms.answers import question_form, reply_form
from kpitui.ui.screens.halves import RIGHT, HalvesScreen
from kpitui.ui.widgets.coached_panel import CoachedPanel
from kpitui.ui.widgets.own_standards import OwnSessions, OwnStandards
from kpitui.ui.widgets.person_panels import CHART
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.actors import required_person
from kpitui.views.entry import EntrySubject
from kpitui.views.level_notices import NO_NOTICES, MetricNotices
from kpitui.views.person import PersonPage, load_person_page

NOBODY = "-nobody"
"""The class of the screen for an account that is of no person."""
_LISTED = ("seen", "ask", "done", "reply")
"""What the list of keys names wherever the cursor is."""


class OwnScreen(HalvesScreen):
    """Everything that the file says of who sits here, and nothing of anyone else."""

    CSS_PATH = sheets("entry_sheet", "person")
    HORIZONTAL_BREAKPOINTS = BROAD_ONLY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "seen", "Seen", id="own.seen",
            tooltip="I have seen the new level or the score"),
        Binding("w", "ask", "Ask why", id="own.ask",
            tooltip="Ask your coach why this is expected, in a sentence"),
        Binding("space", "done", "Done", id="own.done", key_display="space",
            tooltip="I have done this action"),
        Binding("e", "reply", "Answer", id="own.reply",
            tooltip="Answer this session in a sentence"),
        Binding("tab", "other", "Coaching", id="own.other", key_display="tab",
            tooltip="Switch between standards and coaching"),
        Binding("escape", "back", "Back", id="own.back", tooltip="Back from the chart"),
        Binding("r", "reload", "Refresh", id="own.reload", show=False,
            tooltip="Refresh"),
    ]  # fmt: skip

    _expected: OwnStandards

    def __init__(self, context: AppContext) -> None:
        keys = ("own.session-chart", "own.confirm", "own.reply")
        coached = CoachedPanel(context, keys=keys, lines=OwnSessions)
        super().__init__(context, OwnStandards(context), coached, id="own-screen")
        self._page: PersonPage | None = None

    def compose(self) -> ComposeResult:
        """The bar, the halves of the page, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield Static(id="nobody")
        with Container(id="person-body", classes="halves"):
            yield self._expected
            yield self._coached
            yield self._chart
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the marked line has nothing of is not offered, but stays on the list of keys."""
        offered = self._offered(action)
        if offered is None:
            return super().check_action(action, parameters)
        return offered or (None if action in _LISTED else False)

    def _offered(self, action: str) -> bool | None:
        """Whether the marked line has something to do; None for what is no matter of lines."""
        on_right, marked = self._on_right, self._expected.marked
        session = self._coached.session if on_right else None
        if action == "seen" and not on_right and marked.contact is not None:
            return not marked.contact.by_self
        if action == "seen":
            confirms = session is not None and session.session.acknowledged_at is None
            return confirms if on_right else bool(self._unseen)
        if action == "reply":
            return self._to_answer is not None
        if action == "ask":
            return not on_right and marked.expected is not None
        if action == "done":
            action_of = None if on_right or marked.open is None else marked.open.action
            return (
                action_of is not None
                and self._page is not None
                and action_of.is_of(self._page.person.name)
            )
        if action == "back":
            return self.has_class(CHART) or self.has_class(RIGHT)
        return None

    @property
    def _to_answer(self) -> CoachingSession | None:
        """The marked session, or the one that the marked follow-up or action is of."""
        if self._on_right:
            marked = self._coached.session
            return marked.session if marked is not None else None
        still = self._expected.marked.open
        return still.of.session if still is not None else None

    @property
    def _unseen(self) -> list[LevelKey]:
        """The levels of the marked standard that are still to be seen."""
        expected = self._expected.marked.expected
        return self._notices(expected.metric.id).unseen if expected is not None else []

    def _notices(self, metric_id: int) -> MetricNotices:
        return self._page.notices.get(metric_id, NO_NOTICES) if self._page else NO_NOTICES

    # what is shown --------------------------------------------------------------------------------

    def show_changed(self, key: str = "") -> None:
        """Show the page as it is now; a sentence where the account is of no person."""
        try:
            self._page = self._load()
        except KpituiError as error:
            self._page = None
            self.query_one("#nobody", Static).update(Content(self.context.text(error.sentence)))
        self.set_class(self._page is None, NOBODY)
        if self._page is not None:
            self._show_halves(self._page)
        self.refresh_bindings()

    def _load(self) -> PersonPage:
        work = self.context
        person_id = required_person(work.database, work.actor)
        return load_person_page(
            work.database, person_id, work.as_of, work.config, team=False, own=True
        )

    def copied(self, whole: bool) -> str:
        """The line of the cursor, or all of the page."""
        if not whole or self._page is None:
            return super().copied(whole)
        return f"{self._expected.copied()}\n\n{self._coached.copied()}"

    def on_descendant_focus(self) -> None:
        """Each half has keys of its own."""
        self.refresh_bindings()

    def _subject(self) -> EntrySubject | None:
        page = self._page
        if page is None:
            return None
        team = page.team.name if page.team else ""
        return EntrySubject(page.person.name, team, person_id=page.person.id)

    def action_back(self) -> None:
        """Back from the chart, or from the coaching."""
        if self.has_class(CHART):
            self._leave_chart()
        elif self.has_class(RIGHT):
            self.action_other()

    # what one says --------------------------------------------------------------------------------

    def action_seen(self) -> None:
        """The new levels of the marked standard, or how the marked contact was scored, are seen; or
        the marked session is confirmed.
        """
        work, page, now = self.context, self._page, datetime.now(UTC)
        by = work.database, work.actor
        session = self._coached.session if self._on_right else None
        if page is None:
            return
        if session is not None:
            of = session.session
            confirm = partial(acknowledge, *by, of.id, of.version, now)
            said = f"Confirmed {work.day(of.date)}"
            self.changes.do(Task(partial(leading_to, "", confirm), said))
        elif (contact := self._expected.marked.contact) is not None:
            saw = partial(see_evaluation, *by, contact.evaluation.id, now)
            self.changes.do(Task(partial(leading_to, "", saw), "Noted as seen"))
        elif unseen := self._unseen:
            see = partial(see_levels, *by, [(page.person.id, key) for key in unseen], now)
            self.changes.do(Task(partial(leading_to, "", see), "Noted as seen"))

    async def action_ask(self) -> None:
        """Ask why the marked standard is expected."""
        work, page, one = self.context, self._page, self._expected.marked.expected
        if page is None or one is None:
            return
        level, unseen = self._notices(one.metric.id).to_ask(one.metric.id, one.times), self._unseen

        def ask(question: str) -> None:
            by, now = (work.database, work.actor, page.person.id), datetime.now(UTC)
            ask_why(*by, level, question, now, seen=unseen)

        said = "Your coach gets it"
        await self.changes.change(question_form(one, work), "", ask, said)

    def action_done(self) -> None:
        """Say that the marked action is done."""
        still = self._expected.marked.open
        if still is not None and still.action is not None:
            self.changes.do(finishing(still.action, self.context))

    async def action_reply(self) -> None:
        """Answer the marked session, or that of the marked follow-up."""
        work, session = self.context, self._to_answer
        if session is not None:
            reply = partial(reply_to_session, work.database, work.actor, session)
            form = reply_form(session, work)
            replaced = "Your answer replaced the earlier one"
            said = replaced if session.reply else "Answer saved"
            await self.changes.change(form, "", reply, said)
