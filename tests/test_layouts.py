"""A Cyrillic or Greek keyboard: its keys work as those in the same place on a Latin one, and its
letters are typed.
"""

from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.pty_terminal import Terminal, terminal

PLACES = dict(zip("йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm", strict=True))
GREEK = {"σ": "s", "ς": "w", "ε": "e", "ν": "n"}


def report(letter: str, *, ctrl: bool = False) -> str:
    """What kitty sends for a key of such a keyboard."""
    base = ord({**PLACES, **GREEK}[letter])
    return (
        f"\x1b[{ord(letter)}::{base};5u" if ctrl else f"\x1b[{ord(letter)}::{base};;{ord(letter)}u"
    )


def reports(text: str) -> str:
    return "".join(report(one) for one in text)


@pytest.mark.parametrize(("note", "edit", "save"), [("т", "у", "ы"), ("ν", "ε", "σ")])
def test_keys_of_the_same_place_work_and_letters_are_typed(
    database: DatabaseFile, note: str, edit: str, save: str
) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send(f"g{report(edit)}")
        opened.shows("Change the mission")
        opened.send("\x15" + reports(save + note + edit))
        opened.shows(save + note + edit)
        opened.send("\r" + reports(note * 3))
        opened.shows(note * 3)
        opened.send(report(save, ctrl=True))
        opened.until(lambda: "Change the mission" not in opened.text, "it is saved")


def test_without_reports_a_letter_of_another_script_is_the_key_that_the_settings_name(
    database: DatabaseFile, tmp_path: Path
) -> None:
    folder = tmp_path / "kpitui"
    folder.mkdir()
    settings = 'key_reports = false\n[keys]\n"plan.edit" = "e,у"\n"form.close" = "escape,ctrl+ф"\n'
    (folder / "config.toml").write_text(settings, "utf-8")
    with terminal("--db", database.path, environment={"XDG_CONFIG_HOME": str(tmp_path)}) as opened:
        opened.shows("Grow brand loyalty")
        assert b"\x1b[>" not in opened.received
        opened.send("gу")
        opened.shows("Change the mission")
        opened.send("у")
        opened.until(lambda: "у" in opened.text, "the letter")
        opened.send("\x1b[1092;5u")  # what a program before us has asked the terminal for
        opened.until(lambda: "Change the mission" not in opened.text)


def leave(opened: Terminal) -> None:
    opened.send("q")
    assert opened.ends() == 0


def test_in_a_note_of_the_table_letters_are_typed(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2north\r")
        opened.shows("Tab right")
        opened.send("7n" + reports("тест"))
        opened.shows('7 "тест')


def test_an_alt_that_is_held_for_a_letter_does_nothing(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty", "Health 7 7 History")
        opened.quiet()
        before = opened.text
        opened.send("\x1b[101;3u\x1b[27;3;101~\x1b[113;3u")
        opened.quiet()
        assert opened.text == before
        leave(opened)
