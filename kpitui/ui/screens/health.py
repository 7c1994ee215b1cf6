"""The Health screen: what is wrong with how KPIs are used, and the way to where it is mended."""

from datetime import date
from functools import partial
from typing import ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.actions.health import accept_finding
from kpitui.domain.access import Deed as Kind
from kpitui.domain.errors import KpituiError
from kpitui.domain.fields import Texts
from kpitui.domain.health import RULES, Finding, Rule, Severity
from kpitui.paths import sheets
from kpitui.ui.dialogs.choices import Choice
from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Field, Form
from kpitui.ui.messages import HealthCounted, LineAsked
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.lines import Lines, OneLine
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.health import Accepted, Health, load_health

SEVERITIES = {
    Severity.SERIOUS: "serious: mend these first", Severity.WARNING: "to mend", Severity.HINT: "to think about",
}  # fmt: skip
STYLES = {Severity.SERIOUS: "$text-error bold", Severity.WARNING: "$text-warning", Severity.HINT: "dim"}


class Line(Struct, frozen=True):
    """One line of the list: a heading, or a finding, accepted or not."""

    title: str = ""
    finding: Finding | None = None
    accepted: Accepted | None = None


class _Acceptance(Struct, frozen=True):
    why: str
    until: date


class Findings(Lines):
    """The list; Enter goes to where a finding is mended."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.go", "Go there", id="health.go", tooltip="Go to the record, where it is mended"),
    ]


class HealthScreen(EditingScreen):
    """What the rules find, worst first; what is accepted is counted and can be shown."""

    CSS_PATH = sheets("health")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "explain", "Explain", id="health.explain", tooltip="Why it matters, an example, how to mend it"),
        Binding("a", "accept", "Accept", id="health.accept",
                tooltip="Accept it with a reason until a day, on which it comes back"),
        Binding("full_stop", "accepted", "Accepted", id="health.accepted", key_display=".",
                tooltip="Show or hide what is accepted"),
        Binding("p", "pages", "All rules", id="health.pages", tooltip="The page of any rule"),
        Binding("r", "reload", "Reload", id="health.reload", show=False, tooltip="Read the file anew"),
    ]  # fmt: skip

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, id="health-screen")
        self._health = Health((), ())
        self._lines: list[Line] = []
        self._with_accepted = False

    def compose(self) -> ComposeResult:
        """The bar, how many, the findings, the chosen one, the keys."""
        yield TopBar(self.workplace, "health")
        yield TooSmall()
        yield Static(id="health-title")
        with Container(id="health-body"):
            yield Findings(id="findings", markup=False)
            with VerticalScroll(id="finding", can_focus=False):
                yield Static(id="finding-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#findings").focus()

    def on_screen_resume(self) -> None:
        """Something may have been mended on another screen."""
        self.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered."""
        if action == "accept":
            return self.workplace.actor.may(Kind.PLAN)
        return super().check_action(action, parameters)

    def show_changed(self, key: str) -> None:
        """Show what is found now."""
        self.reload()

    def reload(self) -> None:
        """Look at the file anew; the cursor stays on its finding, or goes to the one that took its place."""
        work, chosen = self.workplace, self._chosen
        place = self.query_one("#findings", OptionList).highlighted
        try:
            self._health = load_health(work.database, work.as_of, work.config)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self._lines = [*self._grouped(), *self._accepted()]
        listed = self.query_one("#findings", OptionList)
        listed.clear_options()
        listed.add_options([Option(OneLine(self._words, line), disabled=line.finding is None) for line in self._lines])
        ids = [line.finding.id if line.finding else None for line in self._lines]
        same = ids.index(chosen.finding.id) if chosen and chosen.finding and chosen.finding.id in ids else place
        listed.highlighted = self._near(same or 0)
        self._title()
        self._show_chosen()
        self.post_message(HealthCounted(len(self._health.open)))

    def _near(self, place: int) -> int | None:
        """The finding at a place of the list, or the one nearest to it."""
        found = [at for at, line in enumerate(self._lines) if line.finding is not None]
        return min(found, key=lambda at: abs(at - place), default=None)

    def _grouped(self) -> list[Line]:
        lines: list[Line] = []
        for severity, title in SEVERITIES.items():
            found = [one for one in self._health.open if one.rule.severity is severity]
            lines += [Line(title), *(Line(finding=one) for one in found)] if found else []
        return lines

    def _accepted(self) -> list[Line]:
        shown = self._health.accepted if self._with_accepted else ()
        return [Line("accepted"), *(Line(finding=one.finding, accepted=one) for one in shown)] if shown else []

    def _words(self, line: Line) -> Content:
        text = self.workplace.text
        if line.finding is None:
            return Content.styled(line.title, "bold")
        rule, found = line.finding.rule, line.finding.found
        style = "dim" if line.accepted else STYLES[rule.severity]
        return Content.assemble(
            ("  ", ""), (rule.code, style), " ", (text(found.record), "bold"), f"  {text(rule.title)}"
        )

    def _title(self) -> None:
        count, accepted = len(self._health.open), len(self._health.accepted)
        said = "Nothing is found: the plan is well kept." if not count else f"{count} found"
        said += f", {accepted} accepted for now (. shows them)" if accepted else ""
        self.query_one("#health-title", Static).update(Content.styled(said, "bold"))

    @property
    def _chosen(self) -> Line | None:
        place = self.query_one("#findings", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    @on(OptionList.OptionHighlighted)
    def _show_chosen(self) -> None:
        line, text = self._chosen, self.workplace.text
        if line is None or line.finding is None:
            self.query_one("#finding-text", Static).update("")
            return
        rule, found = line.finding.rule, line.finding.found
        parts = [
            Content.styled(f"{rule.code} {text(rule.title)}", "bold"),
            Content(f"{text(found.record)}: {self.workplace.words(found.detail)}"),
        ]
        if line.accepted:
            parts.append(
                Content(f"accepted until {self.workplace.day(line.accepted.until)}: {text(line.accepted.reason)}")
            )
        parts += [
            Content.styled(text(rule.reason), "dim"),
            Content(f"{text(rule.mend)} (Enter, then {text(rule.keys)})"),
        ]
        self.query_one("#finding-text", Static).update(Content("\n").join(parts))

    # keys -------------------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def action_go(self) -> None:
        """Go to the record, and say there what mends it."""
        line = self._chosen
        if line is not None and line.finding is not None:
            rule, found = line.finding.rule, line.finding.found
            self.app.post_message(LineAsked(line.finding.screen, found.line, f"{rule.code}: {rule.mend} ({rule.keys})"))

    async def action_explain(self) -> None:
        """Why it matters, an example, how to mend it."""
        line = self._chosen
        if line is not None and line.finding is not None:
            await self._explain(line.finding.rule, line.finding)

    async def action_pages(self) -> None:
        """The page of any rule."""
        choices = [Choice(f"{one.code} {one.title}", partial(self._explain, one)) for one in RULES.values()]
        await self.choose("Every rule", choices)

    async def _explain(self, rule: Rule, finding: Finding | None = None) -> None:
        head, *page = rule.page
        text = self.workplace.text
        lines = [Content.styled(text(head), "bold")]
        if finding is not None:  # where there are few lines, the panel below the list has no room for all of it
            found = f"{text(finding.found.record)}: {self.workplace.words(finding.found.detail)}"
            page = [found, *page, f"Keys: Enter, then {rule.keys}"]
        for paragraph in page:
            lines += [Content(""), Content(text(paragraph))]
        await self.app.push_screen(TextDialog(lines))

    async def action_accept(self) -> None:
        """Accept the finding until a day."""
        work, line = self.workplace, self._chosen
        if line is None or line.finding is None:
            self.tell("Go to a finding.")
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
            Field("why", "Why", line.accepted.reason if line.accepted else "", "why it may stay as it is"),
            Field("until", "Until", "+3m", "on that day it comes back: +3m, 2027-03-01"),
        )
        found = finding.found
        title = f"Accept {finding.rule.code}: {found.record}"
        form = Form(f"accept-{finding.rule.code}-{found.key}", title, fields, read, (found.detail,))
        await self.change(
            form, "",
            lambda given: accept_finding(work.database, work.actor, finding, given.why, given.until, today), "Accepted",
        )  # fmt: skip

    def action_accepted(self) -> None:
        """Show or hide what is accepted."""
        self._with_accepted = not self._with_accepted
        self.reload()

    def action_reload(self) -> None:
        """Read the file anew."""
        self.reload()
