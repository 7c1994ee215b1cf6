"""The commands, as in the tests of the command line."""

from tests.cli.conftest import kpitui

__all__ = ["kpitui"]
