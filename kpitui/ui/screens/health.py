"""The Health screen: what is wrong with how KPIs are used, fixed where it is listed."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kpitui.actions.health import accept_finding
from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.fields import Texts
from kpitui.domain.health import RULES
from kpitui.domain.health.rule import Finding, Fix, Rule
from kpitui.lazy import Lazy
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.keys import move
from kpitui.terminal.lines import Lines, OneLine
from kpitui.ui.app_context import AppContext
from kpitui.ui.choice import Choice
from kpitui.ui.forms.form import Field, Form
from kpitui.ui.health_lines import FindingLine, health_lines, line_words
from kpitui.ui.messages import HealthCounted, LineAsked
from kpitui.ui.teams_shown import TeamsScreen
from kpitui.ui.theme import painted
from kpitui.ui.widgets.finding_panel import FindingPanel
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.health import Health, load_health
from kpitui.words import health as words
from kpitui.words.spans import line as words_line
from kpitui.words.spans import muted

if TYPE_CHECKING:
    from kpitui.ui import finding_fixes
    from kpitui.ui.dialogs import text as text_dialog
else:
    finding_fixes = Lazy("kpitui.ui.finding_fixes")
    text_dialog = Lazy("kpitui.ui.dialogs.text")

SETTLE_SECONDS = 0.12
"""How long the cursor rests before the issue is told of, so that running through the list costs
neither words nor charts.
"""
LIST_KEYS = ("health.turn", "health.accepted", "health.pages")
"""What the panel of the list names."""
AROUND = 5
"""The lines around the list: the bars and the frame."""
NEEDS = {
    Fix.RECORD: Permission.READINGS, Fix.COACH: Permission.COACHING,
    Fix.DONE: Permission.COACHING, Fix.REASON: Permission.ANNOTATIONS,
    Fix.NOTE: Permission.ANNOTATIONS, Fix.TOLD: Permission.COACHING,
}  # fmt: skip
"""What a role has to be allowed for a fix; the plan for every other."""


class _Acceptance(Struct, frozen=True):
    why: str
    until: date


class Findings(Lines):
    """The list; Enter fixes the finding that it is on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.fix", "Fix", id="health.fix",
                tooltip="Open the form that fixes it; on a heading, fold or unfold"),
        move("space", "screen.turn", "Fold or unfold", "health.turn", "Fold or unfold the rule"),
        move("left,h", "screen.fold(True)", "Fold", "health.fold", "Fold the rule"),
        move("right,l", "screen.fold(False)", "Unfold", "health.unfold", "Unfold the rule"),
    ]  # fmt: skip


class HealthScreen(TeamsScreen):
    """What the rules find, worst first and by rule; what is dismissed is counted and can be
    shown.
    """

    CSS_PATH = sheets("health")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "fix_by('end')", "End", id="health.end",
            tooltip="End the record that the issue is about"),
        Binding("s", "fix_by('standard')", "Standard", id="health.standard",
            tooltip="Set a standard of the metric that the issue is about"),
        Binding("m", "fix_by('move')", "Move", id="health.move",
            tooltip="Move the record that the issue is about"),
        Binding("n", "fix_by('note')", "Note", id="health.note",
            tooltip="Note what happened to the metric that the issue is about"),
        Binding("c", "fix_by('coach')", "Coach", id="health.coach",
            tooltip="Coach someone on what the issue is about"),
        Binding("v", "go", "Show", id="health.go", tooltip="Go to the record"),
        Binding("e", "explain", "Explain", id="health.explain",
            tooltip="Why it matters, an example, how to fix it"),
        Binding("a", "accept", "Dismiss", id="health.accept",
                tooltip="Dismiss it with a reason until a day, on which it comes back"),
        Binding("full_stop", "accepted", "Dismissed", id="health.accepted", key_display=".",
                tooltip="Show or hide what is dismissed"),
        Binding("p", "pages", "All rules", id="health.pages", tooltip="The page of any rule"),
        Binding("r", "reload", "Refresh", id="health.reload", show=False,
                tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="health-screen")
        self._health = Health((), ())
        self._lines: list[FindingLine] = []
        self._unfolded: set[str] | None = None
        """The codes of the rules whose findings are shown; None until the first look."""
        self._offered: tuple[Fix, ...] = ()
        self._with_accepted = False
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """The bar, how many, the findings, the chosen one, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="health-body", classes="halves"):
            findings = Findings(id="findings", markup=False)
            yield Panel(
                findings, context=self.context, keys=LIST_KEYS, id="health-list", classes=FIRST
            )
            yield FindingPanel(self.context)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#findings").focus()

    def on_screen_resume(self) -> None:
        """Something may have been fixed on another screen."""
        if self._wanted or not self.as_shown.stays:
            self.show_changed()

    def go_to(self, key: str) -> None:
        """Put the cursor on the finding of a key, now or when the screen is shown."""
        self._wanted = key
        if self.is_current:
            self.show_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered, nor what does not fix the chosen finding."""
        if action == "accept":
            return self.context.actor.may(Permission.PLAN)
        if action == "fix_by":
            return Fix(str(parameters[0])) in self._offered
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Look at the file again; the cursor stays on its line, or goes to the one that took its
        place.
        """
        work = self.context
        self.as_shown.begin()
        try:
            self._health = load_health(work.database, work.as_of, self.shown_teams())
        except KpituiError as error:
            self.as_shown.forget()
            self.tell(error.sentence, error=True)
            return
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self._unfolded = {*(self._unfolded or ()), wanted.partition(" ")[0]}
        elif self._unfolded is None and self._health.open:
            self._unfolded = self._unfolded_first()
        self._show_lines(wanted)
        self._title()
        own = None if work.teams.wide else len(self._health.open)
        self.post_message(HealthCounted(own, self._health.every))

    def _unfolded_first(self) -> set[str]:
        """Every rule where the window has room for all that they found, else the worst."""
        every = {group.rule.code for group in self._health.groups}
        lines = sum(1 for _ in health_lines(self._health, every, with_accepted=False))
        room = self.size.height - AROUND if self.has_class("-beside") else self.size.height // 2
        return every if lines <= room else {self._health.open[0].rule.code}

    def _show_lines(self, to: str = "") -> None:
        """Show the list; the cursor stays on its line, or goes to that of a key."""
        listed = self.query_one("#findings", OptionList)
        before, place = self._chosen, listed.highlighted
        found = health_lines(self._health, self._unfolded or (), with_accepted=self._with_accepted)
        self._lines = list(found)
        listed.clear_options()
        listed.add_options(
            [
                Option(OneLine(line_words, line, self.context), disabled=not line.key)
                for line in self._lines
            ]
        )
        keys = [line.key for line in self._lines]
        wanted = to or (before.key if before else "")
        first = next((at for at, line in enumerate(self._lines) if line.finding), 0)
        known = (
            keys.index(wanted) if wanted and wanted in keys else first if place is None else place
        )
        listed.highlighted = self._near(known)
        self._show_chosen()

    def _near(self, place: int) -> int | None:
        """The line at a place of the list that can be chosen, or the one nearest to it."""
        found = [at for at, line in enumerate(self._lines) if line.key]
        return min(found, key=lambda at: abs(at - place), default=None)

    def _title(self) -> None:
        count, accepted = len(self._health.open), len(self._health.accepted)
        said = "1 issue" if count == 1 else f"{count} issues"
        teams = self.context.teams
        if not count:
            said = teams.nothing("No issues") or "No issues: the plan is well kept."
        dismissed = f"{accepted} dismissed for now" if accepted else ""
        state = words_line(muted(", ".join(filter(None, (teams.said, dismissed)))))
        self.query_one("#health-list", Panel).say(said, state)

    @property
    def _chosen(self) -> FindingLine | None:
        place = self.query_one("#findings", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    @on(OptionList.OptionHighlighted)
    def _chosen_changed(self) -> None:
        self._offer()
        self.at_rest(SETTLE_SECONDS, self._show_chosen)

    def _show_chosen(self) -> None:
        self._offer()
        self.query_one(FindingPanel).show(self._chosen, self._offered)

    def _offer(self) -> None:
        """Offer what fixes the chosen finding, of that what the role may do."""
        line = self._chosen
        fixes: tuple[Fix, ...] = ()
        if line is not None and line.finding is not None:
            fixes = tuple(fix for fix in line.finding.rule.fixes if self._may(fix))
        if fixes != self._offered:
            self._offered = fixes
            self.refresh_bindings()

    def _may(self, fix: Fix) -> bool:
        return self.context.actor.may(NEEDS.get(fix, Permission.PLAN))

    # keys -----------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    async def action_fix(self) -> None:
        """Open the form that fixes the finding, or go to where it is fixed; fold a heading."""
        line = self._chosen
        if line is not None and line.group is not None:
            self.action_turn()
        elif self._offered:
            await self.action_fix_by(self._offered[0])
        else:
            self.action_go()

    async def action_fix_by(self, fix: str) -> None:
        """Open the form that fixes the finding in one of the ways that its rule names."""
        line = self._chosen
        if line is not None and line.finding is not None:
            await finding_fixes.FindingFixer(self).fix(line.finding, Fix(fix))

    def action_turn(self) -> None:
        """Fold the rule of the line, or unfold it."""
        line = self._chosen
        if line is not None and line.rule is not None and line.accepted is None:
            self.action_fold(line.rule.code in (self._unfolded or ()))

    def action_fold(self, shut: bool) -> None:
        """Fold or unfold the rule of the line; the cursor is on its heading then."""
        line = self._chosen
        if line is None or line.rule is None or line.accepted is not None:
            return
        code, unfolded = line.rule.code, self._unfolded or set()
        if (code in unfolded) is shut:
            self._unfolded = unfolded - {code} if shut else unfolded | {code}
            self._show_lines(code)

    def action_go(self) -> None:
        """Go to the record."""
        line = self._chosen
        if line is not None and line.finding is not None:
            rule, found = line.finding.rule, line.finding.found
            keys = f" ({rule.keys})" if rule.keys else ""
            self.app.post_message(
                LineAsked(line.finding.screen, found.line, f"{rule.code}: {rule.fix}{keys}")
            )

    async def action_explain(self) -> None:
        """Why it matters, an example, how to fix it."""
        line = self._chosen
        if line is not None and line.rule is not None:
            await self._explain(line.rule, line.finding)

    async def action_pages(self) -> None:
        """The page of any rule."""
        choices = [
            Choice(f"{rule.code} {rule.title}", partial(self._explain, rule))
            for rule in RULES.values()
        ]
        await self.changes.choose("Every rule", choices)

    async def _explain(self, rule: Rule, finding: Finding | None = None) -> None:
        # Where there are few lines, the panel below the list has no room for all of the finding.
        head, *page = words.page(rule, finding, self.context.speech)
        lines = Content("\n\n").join(painted(paragraph, self.context) for paragraph in page)
        await self.app.push_screen(text_dialog.TextDialog(head, [lines], self.context))

    async def action_accept(self) -> None:
        """Dismiss the finding until a day."""
        work, line = self.context, self._chosen
        if line is None or line.finding is None:
            self.tell("Go to an issue, below the heading of its rule.")
            return
        finding, today = line.finding, work.today()

        def read(texts: Texts) -> _Acceptance:
            reader = work.reader(texts)
            why, until = reader.name("why", 10_000), reader.day("until")
            if until <= today:
                reader.errors.setdefault("until", "a day to come: then it is looked at again")
            reader.done()
            return _Acceptance(why, until)

        fields = (
            Field("why", "Reason", line.accepted.reason if line.accepted else ""),
            Field("until", "Dismiss until", "+3m", "on that day it comes back: +3m, 2027-03-01"),
        )
        found = finding.found
        title = f"Dismiss {finding.rule.code}: {found.record}"
        form = Form(f"accept-{finding.rule.code}-{found.key}", title, fields, read, (found.detail,))
        await self.changes.change(
            form, "",
            lambda given: accept_finding(work.database, work.actor, finding, given.why, given.until,
                today), "Dismissed",
        )  # fmt: skip

    def action_accepted(self) -> None:
        """Show or hide what is dismissed."""
        self._with_accepted = not self._with_accepted
        self.show_changed()
