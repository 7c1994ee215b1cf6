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
from kpitui.ui.cell_typing import ASKED, REFUSED
from kpitui.ui.to_save import AskedValue, Reason
from kpitui.ui.widgets.panel import Box
from kpitui.ui.widgets.words import HungLines

SIGNS = {
    Reason.REFUSED: (REFUSED, "$text-error"),
    Reason.UNUSUAL: (ASKED, "$text-warning"),
    Reason.STANDS: ("=", "bold"),
}
CHOSEN = {
    None: "is recorded already: r replaces it, a adds to it",
    True: "replaces the recorded value",
    False: "is added to the recorded value",
}
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
        Binding("ctrl+s,f9", "keep", "Keep", id="saving.keep",
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

    def compose(self) -> ComposeResult:
        """The values, and what can be done about them."""
        keys = [one for one in KEYS if one != "saving.keep" or self._can_keep]
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

    def _count(self, kind: Reason) -> int:
        return sum(1 for one in self._asked if one.kind is kind)

    def _title(self) -> str:
        words = {
            Reason.REFUSED: "refused",
            Reason.UNUSUAL: "to confirm",
            Reason.STANDS: "recorded already",
        }
        counts = [f"{count} {word}" for kind, word in words.items() if (count := self._count(kind))]
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
        if self._count(Reason.REFUSED):
            lines.append(f"{REFUSED} has to be fixed or cleared: esc goes to the first.")
        if stands:
            lines.append(f"= {CHOSEN[self._replaces]}.")
        first = "first r or a, then " if stands and self._replaces is None else ""
        if self._can_keep:
            lines.append(f"{first}ctrl+s or F9 {self._what_is_done()}")
        self.query_one("#saving-keys", Static).update(
            Content(self._app_context.words("\n".join(lines)))
        )

    def _what_is_done(self) -> str:
        """What keeping does."""
        unusual, stands = self._count(Reason.UNUSUAL), self._count(Reason.STANDS)
        if self._count(Reason.REFUSED):
            return "keeps the answer" if stands else "keeps the unusual"
        return "keeps all of it and saves" if unusual else "saves"

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
        """Whether to replace or to add is asked only where something stands."""
        return (
            bool(self._count(Reason.STANDS))
            if action == "choose"
            else super().check_action(action, parameters)
        )

    def action_choose(self, replaces: bool) -> None:
        """Replace the recorded value, or add to it."""
        self._replaces = replaces
        self._tell()

    def action_keep(self) -> None:
        """Keep what is asked about; where something stands, only after it was chosen what becomes
        of it.
        """
        if self._count(Reason.STANDS) and self._replaces is None:
            self._unheard()
        else:
            self.dismiss(SavingAnswer(self._replaces))

    def action_back(self) -> None:
        """Back to what is typed."""
        self.dismiss(None)
