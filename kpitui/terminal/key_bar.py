"""The bar at the bottom: the keys that work here."""

from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from kpitui.terminal.keys import EVERYWHERE, key_in_short

KEPT = ("app.keys_help", "keys_help", "app.quit", "quit", "save")


class KeyBar(Static):
    """One line with the keys of the screen and of the focused widget.

    Textual's footer makes a widget a key whenever the focus moves; this draws one line.
    """

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $footer-background;
        color: $footer-foreground;
        text-wrap: nowrap;
        text-overflow: clip;
    }
    """

    def on_mount(self) -> None:
        """Follow what works where the focus is."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.refresh()

    def render(self) -> Content:
        """As many keys as there is room for."""
        shown: dict[str, tuple[str, str]] = {}
        # The keys of the screen come before those that every screen has.
        for active in sorted(self.screen.active_bindings.values(), key=_is_everywhere):
            binding = active.binding
            if binding.show and active.enabled:
                # Of several keys the first that works is shown; where letters are typed that may be
                # another than usual.
                key = key_in_short(binding.key)
                shown.setdefault(binding.action, (key, binding.description))
        # Where the line is short, the help names the keys that are left out; how to save and to get
        # back are never among them.
        spare = [
            action for action, (key, _) in shown.items() if action not in KEPT and key != "esc"
        ]
        while (
            spare
            and sum(len(key) + len(words) + 3 for key, words in shown.values())
            > self.size.width
            > 0
        ):
            del shown[spare.pop()]
        parts = [
            part
            for key, words in shown.values()
            for part in ((f" {key} ", "$footer-key-foreground bold"), f"{words} ")
        ]
        return Content.assemble(*parts)


def _is_everywhere(active: ActiveBinding) -> bool:
    return (active.binding.id or "").startswith(EVERYWHERE)
