"""The keys that work on a screen, made from its live bindings."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import ActiveBinding, Binding, BindingType
from textual.content import Content

from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.keys import EVERYWHERE, MOVE, key_words

GROUPS = ("This screen", "Move", "Everywhere")
KEYS_WIDTH = 16


class KeysHelp(TextDialog):
    """A list of keys and what they do, by where they work; before it what else is to be known of a screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("H", "app.help", "Help", id="keys.help", tooltip="The help, at the page of this screen"),
    ]

    def __init__(self, bindings: dict[str, ActiveBinding], before: Sequence[Content] = ()) -> None:
        super().__init__([*before, *_lines(bindings)])


def _lines(bindings: dict[str, ActiveBinding]) -> list[Content]:
    groups: dict[str, dict[str, tuple[list[str], Binding]]] = {group: {} for group in GROUPS}
    for active in bindings.values():
        binding = active.binding
        # What the widgets bring of themselves has no id, and nobody needs to be told of it.
        if binding.id and binding.description:
            keys, _ = groups[_group(binding, binding.id)].setdefault(binding.action, ([], binding))
            keys.append(key_words(binding.key))
    lines: list[Content] = []
    for group, found in groups.items():
        if found:
            lines += [Content(""), Content.styled(group, "bold underline")]
            lines += [_line(" ".join(dict.fromkeys(keys)), binding) for keys, binding in found.values()]
    return lines[1:]


def _group(binding: Binding, named: str) -> str:
    if binding.group == MOVE:
        return "Move"
    return "Everywhere" if named.startswith(EVERYWHERE) else "This screen"


def _line(keys: str, binding: Binding) -> Content:
    return Content.assemble((f"{keys:<{KEYS_WIDTH}}", "bold"), binding.tooltip or binding.description)
