"""What a terminal shows of long sentences: no word is broken; other programs get one line each."""

import subprocess
import sys
from itertools import pairwise

import pytest

from kpitui.storage.database import DatabaseFile
from tests.pty_terminal import Terminal

SENTENCES = (
    ["check"],
    ["people", "forget", "ana", "--yes"],
    ["people", "data", "nobody of this name"],
)


@pytest.mark.parametrize("said", SENTENCES, ids=lambda said: " ".join(said[:2]))
def test_a_long_sentence_ends_its_lines_between_words(
    database: DatabaseFile, said: list[str]
) -> None:
    command = [sys.executable, "-m", "kpitui", "--db", str(database.path), *said]
    if said[0] == "check":  # what is forgotten once is not there the second time
        piped = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        assert max(map(len, piped.splitlines())) > 44
    opened = Terminal(command, width=44, height=120)
    try:
        opened.ends()
        shown = opened.text.splitlines()
    finally:
        opened.close()
    assert any(len(one) > 30 for one in shown)
    if said[0] == "check":
        assert " ".join(shown).split() == piped.split()
    broken = [
        (one, after)
        for one, after in pairwise(shown)
        if len(one) == 44
        and after[:1].isalpha()
        and after[:1].islower()
        and " " in one.strip()  # a path that is longer than a line cannot be helped
    ]
    assert not broken
