"""The keys that work on a screen, made from its live bindings."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static


class KeysHelp(ModalScreen[None]):
    """A list of keys and what they do; any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q", "close", "Close", id="help.close", tooltip="Close this list"),
    ]

    def __init__(self, bindings: dict[str, ActiveBinding]) -> None:
        super().__init__()
        self._lines = _lines(bindings)

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with VerticalScroll(id="keys-help"):
            yield Static(Text("\n").join(self._lines))

    def action_close(self) -> None:
        """Go back to the screen."""
        self.dismiss(None)


def _lines(bindings: dict[str, ActiveBinding]) -> list[Text]:
    by_action: dict[str, tuple[list[str], Binding]] = {}
    for active in bindings.values():
        binding = active.binding
        # What the widgets bring of themselves has no id, and nobody needs to be told of it.
        if binding.id and binding.description:
            keys, _ = by_action.setdefault(binding.action, ([], binding))
            keys.append(_shown(binding))
    lines = []
    for keys, binding in by_action.values():
        what = binding.tooltip or binding.description
        lines.append(Text.assemble((f"{' '.join(dict.fromkeys(keys)):<16}", "bold"), what))
    return lines


def _shown(binding: Binding) -> str:
    names = {"question_mark": "?", "escape": "esc"}
    return binding.key_display or names.get(binding.key, binding.key)
