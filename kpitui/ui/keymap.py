"""Keys of one's own: what the settings say is checked here before it counts, and each
fault is named.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from msgspec import Struct
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys

import kpitui.terminal
import kpitui.ui
from kpitui.config import Config
from kpitui.domain.near import nearest, or_near
from kpitui.terminal.keys import MOVE, character_of, key_of, key_words
from kpitui.ui.screen_list import SCREENS

DIALOGS = {
    "New file": ("new", "list"), "Help": ("help",), "?": ("keys", "text", "page"),
    "Form": ("form", "field", "words"), "Choice": ("choices", "list"), "Text": ("text", "page"),
    "Find": ("find",), "Commands": ("find",), "Quick entry": ("quick",),
    "Two versions": ("versions", "list"),
}  # fmt: skip
"""Where the keys of every screen do nothing."""

MEET = {screen.title: screen.keys for screen in SCREENS.values()} | DIALOGS
"""Which beginnings of ids meet on a screen or in a dialog."""

TYPED_IN = (
    "form",
    "field",
    "find",
    "quick",
    "whom",
    "who",
    "path",
    "words",
    "enter",
    "grid",
    "import",
    "score",
)
"""Where letters are typed: what has none of its own there cannot be given one."""

FIRST = ("app.palette", "app.repaint")
"""Their keys come before every other, in dialogs and where letters are typed too."""

ALWAYS = {"ctrl+q": "it always leaves kpitui", "ctrl+c": "it always says how to leave"}

SAME = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+j": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
"""What a terminal sends as another key."""

VIM = {
    "list.first": "home,g", "list.last": "end,G", "list.page-up": "pageup,ctrl+u",
    "list.page-down": "pagedown,ctrl+d", "page.first": "home,g", "page.last": "end,G",
    "page.page-up": "pageup,ctrl+u", "page.page-down": "pagedown,ctrl+d",
    "plan.page-up": "pageup,ctrl+u", "plan.page-down": "pagedown,ctrl+d",
    "sort.first": "home,g", "sort.last": "end,G", "sort.page-up": "pageup,ctrl+u",
    "sort.page-down": "pagedown,ctrl+d", "grid.page-up": "pageup,ctrl+u",
    "grid.page-down": "pagedown,ctrl+d", "people.team": "A",
}  # fmt: skip
"""What the hands of a vim user expect beyond h, j, k and l; the new team makes room for g."""


class Key(Struct, frozen=True):
    """One action that has a key: its id, its keys, what it is called and does."""

    id: str
    keys: tuple[str, ...]
    label: str
    tooltip: str
    moves: bool

    @property
    def screens(self) -> list[str]:
        """Where it works."""
        prefix = self.id.partition(".")[0]
        return (
            ["everywhere"]
            if prefix == "app"
            else [name for name, meet in MEET.items() if prefix in meet]
        )


class Keymap(Struct, frozen=True):
    """The keys that differ from ours, by id, and a sentence for each that was asked for
    and cannot be.
    """

    keys: dict[str, str]
    faults: tuple[str, ...] = ()


def node_classes() -> list[type[DOMNode]]:
    """Every screen, dialog and widget of ours; it loads all of them."""
    for package in (kpitui.terminal, kpitui.ui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found = [
        one
        for one in _below(DOMNode)
        if one.__module__.startswith(("kpitui.terminal.", "kpitui.ui."))
    ]
    return sorted(dict.fromkeys(found), key=lambda one: (one.__module__, one.__qualname__))


def _below(cls: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for subclass in cls.__subclasses__():
        yield subclass
        yield from _below(subclass)


def all_keys() -> dict[str, Key]:
    """Every action of the program that has a key, by its id, in the order of the screens."""
    found: dict[str, Key] = {}
    for cls in node_classes():
        for binding in cls.__dict__.get("BINDINGS", []):
            assert isinstance(binding, Binding), binding
            assert binding.id is not None, binding
            keys = tuple(_named(key) for key in binding.key.split(","))
            found[binding.id] = Key(
                binding.id, keys, binding.description, binding.tooltip, moves=binding.group == MOVE
            )
    order = ["everywhere", *MEET]
    return {
        key.id: key
        for key in sorted(
            found.values(), key=lambda key: ([*map(order.index, key.screens)], key.id)
        )
    }


def keymap_of(config: Config, known: Mapping[str, Key] | None = None) -> Keymap:
    """What the settings change of the keys; what is wrong is named, and left as it is."""
    if known is None:
        known = all_keys()
    faults: list[str] = []
    asked = _preset(config.keys_preset, known)
    for name, given in _flat(config.keys):
        fault = _fault(name, given, known)
        if fault:
            faults.append(f"[keys] {fault}")
        else:
            asked.pop(name, None)  # it comes last, so that it is what gives way
            asked[name] = ",".join(_named(key) for key in str(given).split(","))
    while clash := _clash(asked, known):
        loser, other, key, screen = clash
        faults.append(
            f"[keys] {loser} cannot have {key_words(key)}: that is {other} ({screen}). It keeps "
            "the keys it had."
        )
        del asked[loser]
    return Keymap(asked, tuple(faults))


def _preset(name: str, known: Mapping[str, Key]) -> dict[str, str]:
    if name == "vim":
        return dict(VIM)
    if name == "arrows":
        plain = {
            one.id: [key for key in one.keys if not _types(key)]
            for one in known.values()
            if one.moves
        }
        return {
            id_: ",".join(keys)
            for id_, keys in plain.items()
            if keys and tuple(keys) != known[id_].keys
        }
    return {}


def _flat(keys: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """TOML reads `plan.add = "A"` without quotes as a table in a table."""
    for name, given in keys.items():
        if isinstance(given, Mapping):
            yield from _flat(given, f"{before}{name}.")
        else:
            yield before + name, given


def _fault(name: str, given: object, known: Mapping[str, Key]) -> str:
    """What is wrong with one line of the settings, or nothing."""
    if name not in known:
        near = nearest(name, known)
        return or_near(f"{name} is the id of no key", near, "kpitui keys lists them.")
    if not isinstance(given, str) or not given.strip(", "):
        return f'{name} needs its keys in quotes, such as "n" or "n,f9".'
    for key in map(_named, given.split(",")):
        if key in ALWAYS:
            return f"{name} cannot have {key}: {ALWAYS[key]}."
        if key in SAME:
            return f"{name} cannot have {key}: a terminal sends it as {SAME[key]}."
        held, _, last = key.rpartition("+")
        if held == "alt" and (_types(last) or last in ("enter", "tab", "backspace", "escape")):
            return f"{name} cannot have {key}: a terminal sends it as esc and {last}."
        if not _possible(key):
            return f"{name} cannot have {key!r}: there is no such key."
        if _types(key) and _typed_in(known[name]):
            return f"{name} cannot have {key_words(key)}: where it works, letters are typed."
    return ""


def _named(key: str) -> str:
    key = key.strip()
    return key_of(key) if len(key) == 1 else key


def _possible(key: str) -> bool:
    *held, last = key.split("+")
    if held == ["alt"]:
        return last in NAMED
    if held == ["ctrl"] and len(last) == 1 and not last.isascii():
        return last.isalpha() and last == last.lower()  # of a keyboard that is not Latin
    return key in NAMED if held else _types(key) or key in NAMED


NAMED = frozenset(key.value for key in Keys if not key.value.startswith("<"))
"""The keys with names that a terminal can send."""


def _types(key: str) -> bool:
    """Whether a key types a letter where letters are typed."""
    if key == "space" or len(key) == 1:
        return True
    return key not in NAMED and (character_of(key) is not None)


def _typed_in(key: Key) -> bool:
    own = any(_types(one) for one in key.keys)
    return not own and (key.id in FIRST or key.id.partition(".")[0] in TYPED_IN)


def _clash(asked: Mapping[str, str], known: Mapping[str, Key]) -> tuple[str, str, str, str] | None:
    """The last of the asked that takes the key of another, that other, the key and the screen where
    they meet.
    """
    order = {name: place for place, name in enumerate(asked)}
    now = {
        key.id: tuple(asked[key.id].split(",")) if key.id in asked else key.keys
        for key in known.values()
    }
    for screen, prefixes in MEET.items():
        meet = {*prefixes, *(() if screen in DIALOGS else ("app",))}
        holders: dict[str, list[str]] = {}
        for name in (one for one in known if one in FIRST or one.partition(".")[0] in meet):
            for key in now[name]:
                holders.setdefault(key, []).append(name)
        for key, names in holders.items():
            # Among our own the inner one takes the key on purpose; a new one there is none of them.
            for name in sorted(
                (name for name in names if key not in known[name].keys),
                key=lambda name: -order[name],
            ):
                other = next(
                    (one for one in names if one != name and not _apart(known[one], known[name])),
                    None,
                )
                if other is not None:
                    return name, other, key, screen
    return None


def _apart(one: Key, other: Key) -> bool:
    """Whether both only move, each in a list or page of its own: one of the two has the cursor."""
    return one.moves and other.moves and one.id.partition(".")[0] != other.id.partition(".")[0]
