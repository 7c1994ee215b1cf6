"""The files of these tests, whose connections stay open."""

from tests.actions.conftest import database, empty

__all__ = ["database", "empty"]
