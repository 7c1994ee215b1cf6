"""The keys that work on a screen, made from its live bindings."""

from collections.abc import Sequence

from textual.binding import ActiveBinding, Binding
from textual.content import Content

from kpitui.ui.dialogs.text import TextDialog


class KeysHelp(TextDialog):
    """A list of keys and what they do; before it what else is to be known of a screen."""

    def __init__(self, bindings: dict[str, ActiveBinding], before: Sequence[Content] = ()) -> None:
        super().__init__([*before, *_lines(bindings)])


def _lines(bindings: dict[str, ActiveBinding]) -> list[Content]:
    by_action: dict[str, tuple[list[str], Binding]] = {}
    for active in bindings.values():
        binding = active.binding
        # What the widgets bring of themselves has no id, and nobody needs to be told of it.
        if binding.id and binding.description:
            keys, _ = by_action.setdefault(binding.action, ([], binding))
            keys.append(_shown(binding))
    return [
        Content.assemble((f"{' '.join(dict.fromkeys(keys)):<16}", "bold"), binding.tooltip or binding.description)
        for keys, binding in by_action.values()
    ]


def _shown(binding: Binding) -> str:
    names = {"question_mark": "?", "escape": "esc"}
    return binding.key_display or names.get(binding.key, binding.key)
