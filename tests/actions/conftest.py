"""The files of these tests, whose connections stay open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.actions.loaded_plans import fill
from tests.conftest import kept_copy


@pytest.fixture
def empty(tmp_path: Path, made_once: Path) -> Iterator[DatabaseFile]:
    """A new file without a plan."""
    with kept_copy(made_once / "empty.db", tmp_path) as database:
        yield database


@pytest.fixture
def database(tmp_path: Path, made_once: Path) -> Iterator[DatabaseFile]:
    """A file with the small plan."""
    with kept_copy(made_once / "plan.db", tmp_path) as database:
        yield database


@pytest.fixture
def full(database: DatabaseFile) -> DatabaseFile:
    """The small plan with more, readings in it, and a closed month."""
    fill(database)
    return database
