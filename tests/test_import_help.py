"""What the help says of files comes in, and names every option, question and key there is."""

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from kpitui import paths
from kpitui.cli.import_readings import import_
from kpitui.domain.import_answers import Asked
from kpitui.exchange.profile import MetricColumns, Profile
from tests.cli.conftest import Command, kpitui
from tests.conftest import copied

__all__ = ["kpitui"]


def text_of(page: str) -> str:
    return (paths.help_pages() / f"{page}.md").read_text("utf-8")


def blocks(text: str) -> list[str]:
    """What stands indented, as it would be copied."""
    found = re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", text, re.MULTILINE)
    return [re.sub(r"^    ", "", one, flags=re.MULTILINE).strip("\n") + "\n" for one in found]


def shapes() -> list[tuple[str, str, str, int]]:
    """The title, the picture, the command and the number of readings of each shape."""
    found = []
    for part in text_of("data_shapes").split("\n## ")[1:]:
        title = part.split("\n", 1)[0]
        told = re.search(r"`kpitui import FILE (.*?)`: (\d+) readings", part)
        if told is not None:
            (picture,) = blocks(part)
            found.append((title, picture, told[1], int(told[2])))
    return found


@pytest.fixture
def new_file(made_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPITUI_DB", str(copied(made_once / "empty.db", tmp_path).path))


@pytest.mark.usefixtures("new_file")
@pytest.mark.parametrize(
    ("picture", "command", "count"),
    [shape[1:] for shape in shapes()],
    ids=[shape[0] for shape in shapes()],
)
def test_each_picture_comes_in(
    kpitui: Command, tmp_path: Path, picture: str, command: str, count: int
) -> None:
    file = tmp_path / "picture.csv"
    file.write_text(picture, "utf-8")
    answer = kpitui("import", file, *shlex.split(command), "--json")
    assert answer.code == 0, answer.err
    assert (answer.data["added"], answer.data["rejected"]) == (count, [])


def test_no_shape_is_without_its_picture() -> None:
    assert len(shapes()) == text_of("data_shapes").count("\n## ") - 1  # but for workbooks


@pytest.mark.usefixtures("new_file")
def test_the_people_of_the_help_come_in(kpitui: Command, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    (picture,) = [block for block in blocks(text_of("data")) if block.startswith("Employee,")]
    file.write_text(picture, "utf-8")
    assert kpitui("people", "import", file).code == 0
    listed = kpitui("people", "list").out
    assert "Ana Ruiz" in listed
    assert "South" in listed


def test_every_option_of_import_is_named() -> None:
    text = text_of("data") + text_of("data_questions") + text_of("data_shapes")
    options = {opt for param in import_.params if isinstance(param, click.Option)
               for opt in param.opts}  # fmt: skip
    assert {option for option in options if option not in text} == {"--db"}


def test_every_question_is_named_with_its_answers() -> None:
    text = text_of("data_questions")
    assert [asked for asked in Asked if f"`--{asked.value}" not in text] == []
    choices = {
        f"--{param.name.replace('_', '-')} {choice}"
        for param in import_.params
        if isinstance(param.type, click.Choice) and param.name and param.name != "scale"
        for choice in param.type.choices
    }
    assert {choice for choice in choices if f"`{choice}`" not in text} == set()


def test_every_key_of_a_profile_is_named() -> None:
    text = text_of("profiles")
    for kind in (Profile, MetricColumns):
        missing = [key for key in kind.model_fields if not re.search(rf"`{key}[ `]", text)]
        assert [key for key in missing if key != "metric"] == []
    assert "`[[metric]]`" in text


def test_the_profiles_of_the_help_can_be_used() -> None:
    first, across = blocks(text_of("profiles"))
    whole = Profile.model_validate(tomllib.loads(first))
    assert [one.columns for one in whole.metric] == [["AHT", "Calls"], ["Satisfied", "Answers"]]
    assert Profile.model_validate(tomllib.loads(across)).across == ("date",)


def cells(section: str) -> list[str]:
    """What stands in backticks in a section of the page of questions."""
    part = text_of("data_questions").split(f"\n## {section}\n")[1].split("\n## ")[0]
    return [one for one in re.findall(r"`([^`]+)`", part) if one not in ("AHT (s)", "Wait (min)")]


@pytest.mark.usefixtures("new_file")
@pytest.mark.parametrize(
    ("date", "value", "added", "no_value"),
    [
        *((cell, "5", 1, 0) for cell in cells("Dates that are understood")),
        *(("2026-11-03", cell, 1, 0) for cell in cells("Numbers that are understood")),
        *(("2026-11-03", cell, 0, 1) for cell in cells("No value")),
    ],
)
def test_each_cell_that_the_help_names_is_read(
    kpitui: Command, tmp_path: Path, date: str, value: str, added: int, no_value: int
) -> None:
    if re.search(r"\bP\d\d\b", date):  # as the help says, if the rules say how the year is cut
        given = ("year_label", "FY{yy}", "--from", "2020-01-01", "--why", "our year")
        assert kpitui("rules", "set", *given).code == 0
    file = tmp_path / "cell.csv"
    file.write_text(f"metric;date;value\nSteps;{date};{value}\n", "utf-8")
    answer = kpitui("import", file, "--create", "--json")
    assert answer.code == 0, answer.err
    assert (answer.data["added"], answer.data["no_value_count"]) == (added, no_value)


@pytest.mark.usefixtures("new_file")
def test_the_units_of_headings_say_what_is_counted(kpitui: Command, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("date,agent,AHT (s),Wait (min)\n2026-11-03,Ana,340,1.5\n", "utf-8")
    assert kpitui("import", file, "--create").code == 0
    found = kpitui("export", "readings").out
    assert ",340.0," in found
    assert ",90.0," in found
