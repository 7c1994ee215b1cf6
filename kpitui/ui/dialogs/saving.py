"""What is asked, once, before typed values are saved: the unusual, and those that stand
for the day already.
"""

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key, Paste
from textual.screen import ModalScreen
from textual.widgets import Static

from kpitui.paths import sheets
from kpitui.terminal.lines import Page
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import ASKED, RECORDED, REFUSED
from kpitui.ui.to_save import AskedValue, Reason
from kpitui.ui.widgets.panel import Box
from kpitui.ui.widgets.words import HungLines

SIGNS = {
    Reason.REFUSED: (REFUSED, "$text-error"),
    Reason.UNUSUAL: (ASKED, "$text-warning"),
    Reason.STANDS: (RECORDED, "bold"),
    Reason.SCORED: (RECORDED, "bold"),
}
CHOSEN = {
    None: "is recorded already: r replaces it, a adds to it",
    True: "replaces the recorded value",
    False: "is added to the recorded value",
}
ONLY_SCORED = {
    None: "is the score of a call sheet: a adds to it",
    False: "is added to the score",
}
NOT_REPLACED = "r does not replace the score of a call sheet: esc, and clear that line."
KEYS = ("saving.replace", "saving.add", "saving.keep", "saving.back")
"""What the frame names."""

ANSWERS = ("ctrl+s", "f9", "escape", "r", "a")


class SavingAnswer(Struct, frozen=True):
    """What is asked about is to be kept; `replaces`: in place of what stands, None
    where nothing does.
    """

    replaces: bool | None


class SavingQuestion(ModalScreen[SavingAnswer]):
    """Every value that is to be looked at, with its name and the reason; nothing but its own keys
    answers it.
    """

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f9", "keep", "Save", id="saving.keep",
            tooltip="Keep the unusual values and the answer, and save"),
        Binding("r", "choose(True)", "Replace", id="saving.replace",
            tooltip="Replace the recorded value"),
        Binding("a", "choose(False)", "Add", id="saving.add", tooltip="Add to the recorded value"),
        Binding("escape", "back", "Back", id="saving.back",
            tooltip="Back to typing, to the first value that is refused; nothing is saved"),
    ]  # fmt: skip

    def __init__(self, asked: Sequence[AskedValue], context: AppContext) -> None:
        super().__init__()
        self._asked = asked
        self._app_context = context
        self._replaces: bool | None = None
        self._in_vain = False

    def compose(self) -> ComposeResult:
        """The values, and what can be done about them."""
        keys = [key for key in KEYS if key != "saving.keep" or self._can_keep]
        box = Box(context=self._app_context, says=self._title(), keys=keys, id="saving")
        with box.add_class("-asks"):
            with Page():
                yield Static(HungLines(map(self._line, self._asked), self._app_context))
            yield Static(id="saving-keys")

    def on_mount(self) -> None:
        """The arrows scroll the values."""
        self.query_one(Page).focus()
        self._tell()

    @property
    def _can_keep(self) -> bool:
        """Whether there is anything that ctrl+s agrees to; it only goes back where all is
        refused.
        """
        return self._count(Reason.REFUSED) < len(self._asked)

    def _count(self, *kinds: Reason) -> int:
        return sum(1 for value in self._asked if value.kind in kinds)

    @property
    def _waits_for(self) -> str:
        """The keys of which one is pressed before ctrl+s; none where it is said already."""
        if self._replaces is None and self._count(Reason.STANDS, Reason.SCORED):
            return "r or a" if self._count(Reason.STANDS) else "a"
        return ""

    @property
    def _is_blocked(self) -> bool:
        """Whether a score is to be replaced, which its line has to be cleared for."""
        return bool(self._replaces and self._count(Reason.SCORED))

    def _title(self) -> str:
        words = {
            Reason.REFUSED: "refused",
            Reason.UNUSUAL: "to confirm",
        }
        counts = [f"{count} {word}" for kind, word in words.items() if (count := self._count(kind))]
        if stand := self._count(Reason.STANDS, Reason.SCORED):
            counts.append(f"{stand} recorded already")
        return f"Not saved yet: {', '.join(counts)}"

    def _line(self, one: AskedValue) -> Content:
        sign, style = SIGNS[one.kind]
        text = self._app_context.text
        whose = "" if one.subject in one.reason else f"{text(one.subject)}, "
        value = "" if one.reason.startswith(f"{one.text} ") else f": {text(one.text)}"
        said = f"{whose}{text(one.metric)}{value}"
        return Content.assemble(
            (f"{sign} {said}", style), f"  {self._app_context.words(one.reason)}"
        )

    def _tell(self) -> None:
        """The keys that answer, and what is chosen so far."""
        lines, stands = [], self._count(Reason.STANDS)
        scored, waits_for = self._count(Reason.SCORED), self._waits_for
        if self._count(Reason.REFUSED):
            lines.append(f"{REFUSED} has to be fixed or cleared: esc goes to the first.")
        if stands:
            lines.append(f"{RECORDED} {CHOSEN[self._replaces]}.")
        elif scored:
            lines.append(f"{RECORDED} {ONLY_SCORED[self._replaces]}.")
        first = f"Press {waits_for} first, then " if waits_for else ""
        if self._is_blocked:
            lines.append(NOT_REPLACED)
        elif self._can_keep:
            lines.append(f"{first}ctrl+s or F9 {self._what_is_done()}")
        *told, last = map(self._app_context.words, lines)
        style = "$text-warning bold" if self._in_vain else ""
        said = Content("\n".join([*told, ""])) + Content.styled(last, style)
        self.query_one("#saving-keys", Static).update(said)

    def _what_is_done(self) -> str:
        """What ctrl+s does."""
        if self._count(Reason.REFUSED):
            return f"agrees to all but {REFUSED}"
        return "keeps all of it and saves" if self._count(Reason.UNUSUAL) else "saves"

    def on_key(self, event: Key) -> None:
        """What is typed without looking answers nothing, and takes back what it chose."""
        if event.key not in ANSWERS and (
            event.is_printable or event.key not in self.active_bindings
        ):
            self._unheard()

    def on_paste(self, event: Paste) -> None:
        """A paste is no answer."""
        self._unheard()

    def _unheard(self) -> None:
        if self._replaces is not None:
            self._replaces = None
            self._tell()
        if self._app_context.config.bell:
            self.app.bell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether to replace or to add is asked only where something stands; a score is not
        replaced.
        """
        if action == "choose":
            kinds = {Reason.STANDS} if parameters == (True,) else {Reason.STANDS, Reason.SCORED}
            return bool(self._count(*kinds))
        return super().check_action(action, parameters)

    def action_choose(self, replaces: bool) -> None:
        """Replace the recorded value, or add to it."""
        self._replaces, self._in_vain = replaces, False
        self._tell()

    def action_keep(self) -> None:
        """Keep what is asked about; where something stands, only after it was chosen what becomes
        of it.
        """
        if self._waits_for or self._is_blocked:
            self._in_vain = True
            if self._app_context.config.bell:
                self.app.bell()
            self._tell()
        else:
            self.dismiss(SavingAnswer(self._replaces))

    def action_back(self) -> None:
        """Back to what is typed."""
        self.dismiss(None)
