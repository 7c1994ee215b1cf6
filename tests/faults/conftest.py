"""The commands, as in the tests of the command line."""

from tests.cli.conftest import kpitui_today as kpitui

__all__ = ["kpitui"]
