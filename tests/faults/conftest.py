"""The commands, as in the tests of the command line."""

from tests.cli.conftest import kpitui_anew as kpitui

__all__ = ["kpitui"]
