"""The keys that work on a screen, made from its live bindings."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.binding import ActiveBinding, Binding, BindingType
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

from kpitui.terminal.keys import EVERYWHERE, MOVE, key_words
from kpitui.ui.app_context import AppContext
from kpitui.ui.dialogs.text import TextDialog
from kpitui.words.spans import SIGNS

GROUPS = ("This screen", "Move", "Everywhere")
KEYS_WIDTH = 16
GAP, ONE_COLUMN, TWO_COLUMNS = 3, 76, 100
"""Cells between two columns, the width of a copied text, and from where on there are two columns.
"""
Key = tuple[str, str]
"""The keys of an action, and what it does."""


class KeysHelp(TextDialog):
    """A list of keys and what they do, by where they work; `before` it a line that must not be
    missed, and `after` it what else is to be known of a screen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("H", "app.help", "Help", id="keys.help", tooltip="Help for this screen"),
    ]

    KEYS = ("keys.help", "text.close")

    def __init__(
        self,
        title: str,
        bindings: dict[str, ActiveBinding],
        context: AppContext,
        before: Sequence[Content] = (),
        after: Sequence[Content] = (),
    ) -> None:
        super().__init__(title, [], context)
        signs = [(context.text(sign), said) for sign, said in SIGNS]
        self._said = Static(KeyColumns([*before], _groups(bindings) | {"Signs": signs}, [*after]))


class KeyColumns(Visual):
    """Keys and what they do; the words hang behind the keys, and where there is room the keys of
    the screen stand beside all others.
    """

    def __init__(
        self, before: list[Content], groups: dict[str, list[Key]], after: list[Content]
    ) -> None:
        self._before, self._groups, self._after = before, groups, after

    def __str__(self) -> str:
        return "\n".join(line.plain for line in self._lines(ONE_COLUMN))

    def _lines(self, width: int) -> list[Content]:
        """The lines, none wider than that."""
        own, others = [*self._groups][:1], [*self._groups][1:]
        if width < TWO_COLUMNS or not others:
            return [*self._before, *self._column([*own, *others], width), *self._last]
        room = (width - GAP) // 2
        beside = zip_longest(self._column(own, room), self._column(others, room))
        blank = Content("")
        return [
            *self._before,
            *(
                (left or blank).pad_right(room + GAP - (left or blank).cell_length)
                + (right or blank)
                for left, right in beside
            ),
            *self._last,
        ]

    @property
    def _last(self) -> list[Content]:
        return [Content(""), *self._after] if self._after else []

    def _column(self, groups: Sequence[str], width: int) -> list[Content]:
        lines: list[Content] = []
        for group in groups:
            lines += [Content("")] if lines else []
            lines.append(Content.styled(group, "bold underline"))
            for keys, does in self._groups[group]:
                wrapped = Content(does).wrap(max(1, width - KEYS_WIDTH))
                first, *rest = wrapped
                lines.append(Content.assemble((f"{keys:<{KEYS_WIDTH}}", "bold"), first))
                lines += [content.pad_left(KEYS_WIDTH) for content in rest]
        return lines

    def get_height(self, rules: RulesMap, width: int) -> int:
        """How many lines there are in that width."""
        return len(self._lines(width))

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All of the width."""
        return container_width

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The lines as they are drawn."""
        return Content("\n").join(self._lines(width)).render_strips(width, height, style, options)


def _groups(bindings: dict[str, ActiveBinding]) -> dict[str, list[Key]]:
    groups: dict[str, dict[str, tuple[list[str], Binding]]] = {group: {} for group in GROUPS}
    for active in bindings.values():
        binding = active.binding
        # What the widgets bring of themselves has no id, and no one needs to be told of it.
        if binding.id and binding.description:
            keys, _ = groups[_group(binding, binding.id)].setdefault(binding.action, ([], binding))
            keys.append(key_words(binding.key))
    return {
        group: [
            (" ".join(dict.fromkeys(keys)), binding.tooltip or binding.description)
            for keys, binding in found.values()
        ]
        for group, found in groups.items()
        if found
    }


def _group(binding: Binding, named: str) -> str:
    if binding.group == MOVE:
        return "Move"
    return "Everywhere" if named.startswith(EVERYWHERE) else "This screen"
