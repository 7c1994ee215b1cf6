"""The keys of the settings at work: each node takes them when it comes in."""

from kpitui.config import Config
from kpitui.terminal.app import TerminalApp
from kpitui.terminal.keys import take_keys


def use_own_keys(app: TerminalApp, config: Config) -> tuple[str, ...]:
    """Give an app the keys of the settings; a sentence for each one that cannot be."""
    app.key_reports = config.key_reports
    if not config.keys and config.keys_preset == "none":
        return ()
    from kpitui.ui.keymap import keymap_of  # it loads every screen

    keymap = keymap_of(config)
    app.own_keys = keymap.keys
    take_keys(app, app.own_keys)
    return keymap.faults
