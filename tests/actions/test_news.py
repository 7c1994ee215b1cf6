"""What is new is told once to each person on each machine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kpitui.actions.news import once, whats_new

NEWS = """# What is new

## 1.10
Ten.

## 1.9
Nine.

## 1.2
Two.
"""


@pytest.fixture
def remembered(tmp_path: Path) -> Path:
    return tmp_path / "state" / "kpitui" / "version"


def test_who_starts_for_the_first_time_is_told_nothing_and_later_what_came_since(
    remembered: Path,
) -> None:
    assert whats_new(remembered, NEWS) == ""
    assert remembered.read_text("utf-8") == "1.10\n"
    newer = NEWS.replace("## 1.10", "## 1.11\nEleven.\n\n## 1.10")
    assert whats_new(remembered, newer) == "## 1.11\nEleven."
    assert whats_new(remembered, newer) == ""


def test_versions_are_compared_by_their_numbers(remembered: Path) -> None:
    remembered.parent.mkdir(parents=True)
    remembered.write_text("1.2", "utf-8")
    assert whats_new(remembered, NEWS) == "## 1.10\nTen.\n\n## 1.9\nNine."
    remembered.write_text("1.9\n", "utf-8")
    assert whats_new(remembered, NEWS) == "## 1.10\nTen."


def test_nothing_is_told_where_it_cannot_be_remembered(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", "utf-8")
    assert whats_new(in_the_way / "version", NEWS) == ""
    unreadable = tmp_path / "version"
    unreadable.write_bytes(b"\xff")
    assert whats_new(unreadable, NEWS) == ""


def test_a_thing_is_said_once_until_it_is_another(remembered: Path, tmp_path: Path) -> None:
    assert [once(remembered, "a backup failed") for _ in range(2)] == ["a backup failed", ""]
    assert once(remembered, "it failed again") == "it failed again"
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", "utf-8")
    assert [once(in_the_way / "said", "a backup failed") for _ in range(2)] == [
        "a backup failed", "a backup failed",
    ]  # fmt: skip


@pytest.mark.parametrize("told", [once, whats_new])
def test_what_is_remembered_is_private(
    remembered: Path, told: Callable[[Path, str], object]
) -> None:
    told(remembered, NEWS)
    assert remembered.parent.stat().st_mode & 0o777 == 0o700
