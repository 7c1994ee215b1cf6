"""Who was forgotten and is named again: no account, nothing to take over, no words from a file."""

from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.cli.test_score import scored
from tests.exchange.evaluation_tables import ANA, kept, wide

__all__ = ["kpitui", "scored"]

SAID = "Former agent 1 was forgotten"


@pytest.fixture
def forgotten(scored: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Ana is forgotten, and called Former agent 1."""
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    assert scored("people", "forget", "ana", "--yes").code == 0
    return scored


def test_nobody_gets_an_account_as_who_was_forgotten(forgotten: Command) -> None:
    forgotten("access", "add", "me", "--role", "leader")
    said = forgotten("access", "add", "zed", "--role", "member", "--person", "former agent 1")
    check_one_sentence(said, 3, f"{SAID}, so no one is meant by it; name someone else.")
    assert "zed" not in forgotten("access", "list").out


def test_who_was_forgotten_takes_nothing_over(forgotten: Command) -> None:
    for more in ((), ("--dry-run",)):
        said = forgotten("people", "leave", "bo", "--to", "former", *more)
        check_one_sentence(said, 3, SAID)


def test_a_line_about_them_is_left_out_of_an_import_and_the_others_come_in(
    forgotten: Command, tmp_path: Path
) -> None:
    file = tmp_path / "sessions.csv"
    file.write_text(
        "person,date,kind,seen,coach\n"
        "Former agent 1,2026-11-09,call review,late again,lee\n"
        "[red]Bo[/],2026-11-09,call review,calm,lee\n",
        "utf-8",
    )
    for more in (("--dry-run",), ()):
        said = forgotten("import", file, *more)
        assert f"line 2: {SAID}; no more words are kept about them" in (said.out + said.err)
        assert "1 rejected" in said.out
    with_words = forgotten("export", "sessions").out
    assert "late again" not in with_words
    assert "calm" in with_words
    assert "salt" not in forgotten("doctor").out


def test_evaluations_in_bulk_bring_no_words_about_them_either(
    forgotten: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    gone = ANA | {"person": "Former agent 1"}
    bo = ANA | {"person": "[red]Bo[/]", "reference": "8842"}
    said = forgotten("import", wide(tmp_path / "in.csv", gone, bo))
    assert SAID in said.out + said.err
    assert {one[4] for one in kept(database)["evaluations"]} == {"8842"}
