"""What README and the help tell a newcomer to type works on the sample as it stands there."""

import re
import shlex
import shutil
from datetime import date, timedelta
from pathlib import Path

import click
import pytest

from kpitui import paths
from kpitui.cli.main import cli
from kpitui.exchange.demo import make_demo
from kpitui.terminal.keys import key_words
from kpitui.ui.keymap import all_keys
from kpitui.views.help import PAGES
from tests.cli.conftest import Command
from tests.cli.conftest import kpitui_today as kpitui
from tests.pty_terminal import terminal

__all__ = ["kpitui"]

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
TEXTS = {"README": README} | {
    # The page on a shared server has a test of its own, on a machine of its own.
    name: (paths.help_pages() / f"{name}.md").read_text("utf-8")
    for name in PAGES
    if name != "shared_server"
}
QUICK = re.findall(
    r"^\| `([^`]+)` \|",
    TEXTS["quick_entry"].split("| you type")[1].split("\n\n")[0],
    re.MULTILINE,
)
SCREENS: tuple[list[str], ...] = ([], ["open"], ["demo"])
"""What needs a terminal; tests/test_packaging.py opens it in one."""


@pytest.fixture
def sample(
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kpitui: Command,
) -> Path:
    """A copy of the sample, a change of one's own in it, and the files that the texts speak of."""
    made = tmp_path_factory.getbasetemp() / "made-for-readme"
    if not made.exists():
        being_made = tmp_path_factory.mktemp("being-made")
        monkeypatch.chdir(being_made)
        monkeypatch.setenv("KPITUI_DB", str(being_made / "kpi.db"))
        _make_sample(kpitui)
        being_made.rename(made)
    folder = tmp_path / "readme"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("KPITUI_DB", str(folder / "kpi.db"))
    return folder / "kpi.db"


def _make_sample(kpitui: Command) -> None:
    # It ends before the days that the texts speak of, so that none of them has a reading already.
    make_demo("contact_centre", Path("kpi.db"), date.today() - timedelta(days=8))
    Path("people.csv").write_text(
        "name,code,team,role,starts_on,ends_on\nNew Body,new,Orders,Advisor,2026-01-05,\n"
    )
    free = date.today() - timedelta(days=6)
    Path("readings.csv").write_text(f"metric,person,date,value\ncsat,helen,{free},81\n")
    Path("plan.toml").write_text(kpitui("plan", "show").out, "utf-8")
    assert kpitui("log", "csat 82 helen -5d").code == 0
    assert kpitui("backup", "kpitui.db.schema-19.backup").code == 0


def typed(text: str) -> list[str]:
    """Every command that stands on a line of its own, without its remark."""
    lines = re.findall(r"^    ((?:kpitui|mkdir)(?: .*)?)$", text, re.MULTILINE)
    return [re.sub(r"\s{2,}#.*", "", line) for line in lines]


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if typed(text)])
def test_every_command_does_what_it_is_told(
    kpitui: Command, sample: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for line in typed(TEXTS[name]):
        program, *words = shlex.split(line)
        if program == "mkdir":
            Path(words[0]).mkdir()
            continue
        if words[:2] == ["demo", "--keep"]:
            words.append("--json")  # without a terminal it makes the copy and leaves
        if words[:1] == ["restore"]:
            words.append("--yes")  # without a terminal no one is asked
        if "-o" in words:
            Path(words[words.index("-o") + 1]).unlink(missing_ok=True)
        if words[:1] == ["init"]:
            monkeypatch.delenv("KPITUI_DB")
        target = words[-1] if ">" in words else None
        answer = kpitui(*words[: words.index(">")] if target else words)
        monkeypatch.setenv("KPITUI_DB", str(sample))
        if words in SCREENS:
            assert "need a terminal" in answer.err, line
            continue
        found = words[:1] == ["check"] and "--explain" not in words and "--accept" not in words
        assert answer.code == int(found), f"{line}: {answer.err}"
        assert answer.out or answer.err, line
        if target:
            Path(target).write_text(answer.out, "utf-8")


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_in_passing_exists_with_its_options(name: str) -> None:
    root = click.Context(cli, info_name="kpitui")
    of_all = {"COMMAND", "--help", *(name for param in cli.params for name in param.opts)} - {
        "--db"
    }
    for quoted in re.findall(r"`kpitui ([^`]+)`", TEXTS[name]):
        words = shlex.split(quoted)
        command: click.Command = cli
        while isinstance(command, click.Group):
            words = words[2:] if words[:1] == ["--db"] else words
            if not words or words[0] in of_all:
                break
            found = command.get_command(root, words[0])
            assert found is not None, quoted
            command, words = found, words[1:]
        else:
            command.make_parser(click.Context(command, parent=root)).parse_args(words)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 130


@pytest.mark.parametrize("entry", QUICK)
def test_a_quick_entry_is_recorded(kpitui: Command, sample: Path, entry: str) -> None:
    answer = kpitui("log", entry)
    assert answer.code == 0, answer.err
    assert answer.out.count("recorded") == (
        3 if "wrap -" in entry and "aht" in entry else entry.count(";") + 1
    )


def test_the_first_readings_of_the_readme_are_saved_as_they_stand_there(sample: Path) -> None:
    (said,) = re.findall(r"Enter for each line \((.+?);", README)
    values = re.findall(r"`([^`]+)`", said)
    with terminal("--db", sample) as opened:
        opened.shows("1 Plan")
        opened.send("2helen\r")
        opened.shows("Agent or team Helen Marsh", "Type a value")
        opened.send("".join(f"{value}\r" for value in values) + "\x13")
        opened.until(
            lambda: "Saved" in opened.text or "recorded already" in opened.text, "an answer"
        )
        if (
            "recorded already" in opened.text
        ):  # the sample ends with another day of its week each day
            opened.send("r\x13")
        opened.shows(f"Saved {len(values)} readings of Helen Marsh")


def test_the_session_of_the_readme_says_what_is_to_be_done(kpitui: Command, sample: Path) -> None:
    (words,) = re.findall(r"kpitui --db demo\.db coach '([^']+)'", README)
    answer = kpitui("coach", words)
    assert answer.out.startswith("recorded role-play with Helen Marsh"), answer.err
    assert "action: greet by name, due " in answer.out


def test_the_keys_of_the_readme_are_bindings() -> None:
    table = README.split("## Keys")[1].split("\n\n")[1]
    keys = " ".join(row.split("|")[1] for row in table.splitlines()[2:])
    named = {key for quoted in re.findall(r"`([^`]+)`", keys) for key in quoted.split()}
    bound = {key_words(key) for one in all_keys().values() for key in one.keys} | {"ctrl+p"}
    assert len(named) > 15
    assert named <= bound


def test_what_the_texts_point_to_is_there() -> None:
    for name, text in {
        **TEXTS,
        "CONTRIBUTING": (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
    }.items():
        base = ROOT if name in ("README", "CONTRIBUTING") else paths.help_pages()
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert (base / target).exists(), f"{name}: {target}"
