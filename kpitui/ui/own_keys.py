"""The keys of the settings at work: each node takes them when it comes in."""

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.widget import Widget

from kpitui.config import Config
from kpitui.ui.terminal import TerminalApp


class OwnKeysApp(TerminalApp):
    """An app whose keys can be changed in the settings; without any it does nothing."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.key_reports = config.key_reports
        self.key_faults: tuple[str, ...] = ()
        """A sentence for each key of the settings that cannot be."""
        self._own_keys: dict[str, str] = {}
        if config.keys or config.keys_preset != "none":
            from kpitui.ui.keymap import keymap_of  # it loads every screen

            keymap = keymap_of(config)
            self._own_keys, self.key_faults = keymap.keys, keymap.faults
            _take(self._bindings, self._own_keys)

    def _register_child(self, parent: DOMNode, child: Widget, before: int | None, after: int | None) -> None:
        # Textual's keymap comes after it has left out what an input takes: a letter changed into F9 would be lost.
        if self._own_keys:
            _take(child._bindings, self._own_keys)
        super()._register_child(parent, child, before, after)


def _take(bindings: BindingsMap, own: dict[str, str]) -> None:
    """Give bindings the keys of one's own; each keeps its place, and comes before what a widget brings of itself."""
    found: dict[str, list[Binding]] = {}
    for key, binding in bindings:
        keys = own[binding.id].split(",") if binding.id in own else None
        for one in keys or [key]:
            held = found.setdefault(one, [])
            if keys is None:
                held.append(binding)
            elif all(other.id != binding.id for other in held):
                held.insert(0, binding.with_key(one))
    bindings.key_to_bindings = found
