"""What README tells a newcomer to type works on the sample as it stands there."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command, kpitui

__all__ = ["kpitui"]

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
QUICK = re.findall(r'kpitui --db demo\.db log "([^"]+)"', README) + re.findall(
    r"^\| `([^`]+)` \| (?:9|a|d|it)", README.split("## Quick entry")[1].split("## Keys")[0], re.MULTILINE
)


@pytest.fixture
def demo(tmp_path: Path, kpitui: Command) -> Path:
    file = tmp_path / "demo.db"
    assert kpitui("demo", "--keep", file, "--json").code == 0
    return file


def test_the_examples_are_found() -> None:
    assert len(QUICK) == 6


@pytest.mark.parametrize("entry", QUICK)
def test_a_quick_entry_of_the_readme_is_recorded(kpitui: Command, demo: Path, entry: str) -> None:
    answer = kpitui("--db", demo, "log", entry)
    assert answer.code == 0, answer.err
    assert answer.out.count("recorded") == entry.count(";") + 1


def test_the_session_of_the_readme_is_recorded(kpitui: Command, demo: Path) -> None:
    (words,) = re.findall(r"kpitui --db demo\.db coach '([^']+)'", README)
    answer = kpitui("--db", demo, "coach", words)
    assert answer.code == 0, answer.err
    assert answer.out.startswith("recorded role-play with Helen Marsh")
    assert "action: greet by name, due " in answer.out
