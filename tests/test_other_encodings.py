"""Terminals that are not UTF-8: what is typed is read and what is shown is written as the locale
says, or refused.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpitui.actions.people import add_person
from kpitui.domain.records.person import PersonDraft
from kpitui.storage.database import DatabaseFile
from tests.conftest import LEADER, TODAY
from tests.patience import LONG
from tests.pty_terminal import terminal

LOCALES = {
    "de_DE.ISO-8859-1": ("iso8859-1", "José Müller"),
    "ru_RU.KOI8-R": ("koi8-r", "Иван Петров"),
    "ja_JP.EUC-JP": ("euc_jp", "田中さくら"),
    "ja_JP.SJIS": ("shift_jis", "表示ソ"),
    "zh_TW.BIG5": ("big5", "許功蓋"),
}
"""The locale, how Python calls its encoding, and a name in it; those of East Asia have escape-like
second bytes.
"""


@pytest.fixture(params=["named", "installed"])
def locales(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """What the environment says besides LC_ALL: with locales installed, and with none, where Python
    takes UTF-8.
    """
    if request.param == "named":
        return {}
    if not shutil.which("localedef") or not Path("/usr/share/i18n/charmaps").is_dir():
        pytest.skip("no localedef with its sources (Debian: the package locales)")
    return {"LOCPATH": str(tmp_path_factory.getbasetemp() / "locales")}


def made(name: str, environment: dict[str, str]) -> dict[str, str]:
    """The environment of that locale, which is made where it is to be there."""
    if "LOCPATH" in environment:
        folder = Path(environment["LOCPATH"])
        folder.mkdir(exist_ok=True)
        language, charmap = name.split(".")
        charmap = {"SJIS": "SHIFT_JIS"}.get(charmap, charmap)
        subprocess.run(
            ["localedef", "-c", "-i", language, "-f", charmap, folder / name],
            capture_output=True,
            check=False,
        )
        if not (folder / name / "LC_CTYPE").exists():
            pytest.skip(f"localedef makes no {name} here")
    return {**environment, "LC_ALL": name}


@pytest.mark.parametrize("name", LOCALES)
def test_a_name_is_typed_shown_and_found(
    name: str, locales: dict[str, str], database: DatabaseFile
) -> None:
    encoding, person = LOCALES[name]
    add_person(database, LEADER, PersonDraft(name=person, starts_on=TODAY.replace(year=2024)))
    environment = made(name, locales)
    with terminal("--db", database.path, environment=environment) as opened:

        def says(text: str) -> bool:
            return text.encode(encoding) in opened.received

        opened.until(lambda: says("Grow brand loyalty"))
        opened.send("2")
        opened.until(lambda: says("Type a name or team"))
        opened.until(lambda: says(person), "the name in the list")
        opened.quiet()
        before = len(opened.received)
        for byte in person[:-1].encode(encoding):  # each byte in a packet of its own
            opened.send(bytes([byte]))
        opened.send("\r")
        opened.until(lambda: "adherence" in opened.text.lower() and says(person))
        typed = opened.received[before:]
        assert person[0].encode(encoding) in typed
        assert b"\xef\xbf\xbd" not in opened.received
        opened.send("\x1b")
        opened.quiet()
        opened.send("\x1b[21~")
        assert opened.ends() == 0
    opened.received.decode(encoding)


@pytest.mark.parametrize("name", LOCALES if LONG else ["ru_RU.KOI8-R", "ja_JP.SJIS"])
def test_log_reads_its_words_and_answers_in_the_encoding_of_the_locale(
    name: str, locales: dict[str, str], database: DatabaseFile
) -> None:
    """One byte a letter, and two; the screens above take every locale, and so does the long
    form.
    """
    encoding, person = LOCALES[name]
    add_person(database, LEADER, PersonDraft(name=person, starts_on=TODAY.replace(year=2024)))
    environment = {
        one: value for one, value in os.environ.items() if not one.startswith(("LC_", "LANG"))
    }
    environment |= made(name, locales)
    words = f'csat 91 {person} "{person}"'.encode(encoding)

    def kpitui(*arguments: str | bytes) -> bytes:
        command = [sys.executable, "-m", "kpitui", "--db", str(database.path), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    assert person in kpitui("log", words).decode(encoding)
    found = json.loads(kpitui("readings", "csat", "--json"))
    assert person in json.dumps(found, ensure_ascii=False)
    assert person in kpitui("export").decode("utf-8"), (
        "a document is in UTF-8 wherever it is written"
    )


def test_bytes_that_are_no_letters_here_are_refused_and_not_dropped(database: DatabaseFile) -> None:
    environment = {
        one: value for one, value in os.environ.items() if not one.startswith(("LC_", "LANG"))
    }
    command: list[str | bytes] = [sys.executable, "-m", "kpitui", "--db", str(database.path), "log"]
    command.append(b'csat 91 ana "h\xe9"')
    done = subprocess.run(
        command, env=environment | {"LANG": "C.UTF-8"}, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"is not UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_letter_of_another_encoding_is_seen_and_not_dropped(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send(":")
        opened.shows("esc Close")
        opened.send(b"csat 91 jos\xe9 x")
        opened.shows("jos\ufffd x")


@pytest.mark.parametrize("name", ["ja_JP.ISO-2022-JP", "ka_GE.GEORGIAN-PS"])
def test_an_encoding_that_no_screen_can_be_shown_in_is_refused_with_what_helps(
    name: str, database: DatabaseFile
) -> None:
    with terminal("--db", database.path, environment={"LC_ALL": name}) as opened:
        assert opened.ends() == 2
        assert "LANG=C.UTF-8 kpitui" in " ".join(opened.text.split())
