"""What the bindings of all screens share: how one moves, and how a key is written for a person."""

import unicodedata
from typing import Any

from textual import events
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, REPLACED_KEYS, key_to_character
from textual.screen import Screen

from kpitui.terminal.typed_ahead import is_at_rest

MOVE = Binding.Group("Move")
"""The keys that only move the cursor or the page; `?` lists them apart, and the preset `arrows`
takes their letters.
"""

EVERYWHERE = "app."
"""How the ids of keys begin that work on every screen."""

NAMES = {"escape": "esc", "pageup": "page up", "pagedown": "page down"}
"""How keys are called that no one calls as Textual does."""


def move(key: str, action: str, description: str, id: str, tooltip: str) -> Binding:
    """A binding that only moves; the bar at the bottom has no room for it."""
    return Binding(key, action, description, id=id, show=False, group=MOVE, tooltip=tooltip)


def moves(
    prefix: str, *, up: str = "up,k", first: str = "home", last: str = "end", scrolls: bool = False
) -> list[BindingType]:
    """The six ways through a list, or down a page that `scrolls`, with ids that begin
    with a prefix.
    """
    what = "scroll" if scrolls else "cursor"
    ends = ("scroll_home", "scroll_end") if scrolls else ("first", "last")
    return [
        move(up, f"{what}_up", "Up", f"{prefix}.up", "Go up a line"),
        move("down,j", f"{what}_down", "Down", f"{prefix}.down", "Go down a line"),
        move("pageup", "page_up", "Page up", f"{prefix}.page-up", "Go up a screenful"),
        move("pagedown", "page_down", "Page down", f"{prefix}.page-down", "Go down a screenful"),
        move(first, ends[0], "First", f"{prefix}.first", "Go to the top"),
        move(last, ends[1], "Last", f"{prefix}.last", "Go to the end"),
    ]


def has_key(node: DOMNode, key: str, begins: str) -> bool:
    """Whether a key is bound on a widget itself, by an id that begins so."""
    held = node._bindings.key_to_bindings.get(key, ())
    return any((binding.id or "").startswith(begins) for binding in held)


def is_step(node: DOMNode | None, key: events.Key) -> bool:
    """Whether a key, no letter, only moves something in a widget that has `steps_at_once`: it tells
    no one around it of such a key. It is none where the widget has not handled all that was typed
    before it, as on a busy server: a value would land on the line that the step leads to.
    """
    # Textual passes each key on outwards, a message for everything that a widget is in, before it
    # looks what the key does.
    if node is None or key.is_printable or not getattr(node, "steps_at_once", False):
        return False
    if not is_at_rest(node):
        return False
    held = node._bindings.key_to_bindings.get(key.key, ())
    return any(binding.group is MOVE for binding in held)


def character_of(key: str) -> str | None:
    """The letter that a key types, None where it types none; Textual has lost that of slash, plus,
    minus and at.
    """
    return key_to_character(REPLACED_KEYS.get(key, key))


def key_of(letter: str) -> str:
    """What Textual calls the key of a letter: `full_stop`."""
    if letter.isalnum():
        return letter
    name = unicodedata.name(letter, letter).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


UNSEEN = "\u00a0\u2007\u202f\u200c\u200d"
"""Blanks and joiners that keyboards have and that Textual takes for no letters, as there is nothing
of them to see.
"""


def key_words(key: str) -> str:
    """A key as a person says it: `?`, `esc`, `ctrl+s`, `F2`."""
    *held, last = key.split("+")
    character = character_of(last)
    if last in NAMES:
        last = NAMES[last]
    elif character is not None and character.isprintable() and character != " ":
        last = character
    elif last[:1] == "f" and last[1:].isdigit():
        last = last.upper()
    return "+".join([*held, last])


def key_in_short(key: str) -> str:
    """A key as bars and frames name it, which have little room: `^s`."""
    return key_words(key).replace("ctrl+", "^")


class LayoutKey(events.Key):
    """A key of another script, with the key that stands in its place on a Latin keyboard."""

    handler_name = events.Key.handler_name

    def __init__(self, key: str, character: str | None, latin: events.Key) -> None:
        super().__init__(key, character)
        self.latin = latin

    def as_meant(self, screen: Screen[Any]) -> events.Key:
        """A letter of another script where it is typed or is a key by name; else what stands in its
        place in ours.
        """
        focused = screen.focused
        typed = (
            self.character is not None
            and focused is not None
            and focused.check_consume_key(self.key, self.character)
        )
        if (
            typed and focused is not None and len(self.latin.key) == 1
        ):  # a letter that is a key where it is typed
            typed = focused.check_consume_key(self.latin.key, self.latin.character)
        return self.copy() if typed or self.key in screen.active_bindings else self.latin


def take_keys(node: DOMNode, own: dict[str, str]) -> None:
    """Give what works in a node the keys of one's own, by id; each keeps its place, and comes
    before what a widget brings of itself.
    """
    if not hasattr(node, "_bindings"):
        return
    found: dict[str, list[Binding]] = {}
    for key, binding in node._bindings:
        keys = own[binding.id].split(",") if binding.id in own else None
        for one in keys or [key]:
            held = found.setdefault(one, [])
            if keys is None:
                held.append(binding)
            elif all(other.id != binding.id for other in held):
                held.insert(0, binding.with_key(one))
    node._bindings.key_to_bindings = found
