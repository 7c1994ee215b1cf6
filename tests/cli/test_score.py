"""Call sheets and scores on the command line."""

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import TODAY

QUALITY = """
[[metric]]
name = "Quality of communication"
unit = "points"
direction = "higher"
aggregation = "mean"
cadence = "weekly"
"""


@pytest.fixture
def scored(
    database: DatabaseFile, kpitui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Command]:
    """The small plan with the shipped call sheet, in use since June."""
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    traveller = time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC))
    traveller.start()
    (tmp_path / "quality.toml").write_text(QUALITY)
    assert kpitui("plan", "load", str(tmp_path / "quality.toml")).code == 0
    shown = kpitui("sheet", "show", "--shipped", "call").out
    text = shown.replace("starts_on = 2026-11-23", "starts_on = 2026-06-01")
    (tmp_path / "call.toml").write_text(text)
    loaded = kpitui("sheet", "load", str(tmp_path / "call.toml"))
    assert "added version of 2026-06-01 of call sheet A call: 20 questions" in loaded.out
    yield kpitui
    traveller.stop()


def test_a_shipped_sheet_is_printed_before_there_is_a_file(
    kpitui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(tmp_path / "none.db"))
    shown = kpitui("sheet", "show", "--shipped", "call")
    assert (shown.code, shown.err) == (0, "")
    assert "[[sheet]]" in shown.out
    check_one_sentence(kpitui("sheet", "show"), 4, "There is no file")
    (tmp_path / "none.db").write_bytes(b"no database")
    assert kpitui("sheet", "show", "--shipped", "call").code == 4


ANSWERS = "yyy04y4y44y40yyyn4y4"


def test_a_contact_is_scored_in_one_line(scored: Command) -> None:
    done = scored("score", f'ana 8841 {ANSWERS} "read the order back" fri chat')
    assert done.out == "Scored Ana López, contact 8841, 2026-11-20, channel chat: 87.1 points\n"
    told = scored("readings", "quality", "--json").out
    assert json.loads(told)[0]["value"] == pytest.approx(87.142857)
    assert "score contact: Ana López, A call, 2026-11-20" in scored("history").out


def test_answers_may_stand_in_groups_and_a_failed_critical_one_is_told(scored: Command) -> None:
    done = scored("score", "ana 8841 yyn04 y4y4 4y40 yyyn 4y4")
    assert done.out == (
        "Scored Ana López, contact 8841, 2026-11-23: 0.0 points (81.4 points if "
        "“Checked identity before giving data” were not critical)\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("ana", "Type who, the contact and one answer for each question"),
        ("ana 8841", "No answers are given"),
        ("ana 8841 yyy", "3 answers for 20 questions"),
        (f"ana 8841 {ANSWERS}y", "21 answers for 20 questions"),
        (f"ana 8841 {ANSWERS[1:]}", "19 answers for 20 questions; look at answer 3: “"),
        (f"ana 8841 z{ANSWERS[1:]}", "“z” is no answer; type y, n, a digit or -"),
        (f"nobody 8841 {ANSWERS}", "There is no person"),
        ("ana 8841 7yy04y4y44y40yyyn4y4", "Answer 1: “Greeted with company and name” cannot be"),
        (f"ana 8841 {ANSWERS} 2026-03-01", "No call sheet is in use on 2026-03-01"),
        (f"ana 8841 {ANSWERS} tomorrow", "Tomorrow is in the future"),
        (f"ana 8841 {ANSWERS} 20/11/2026", "20/11/2026 does not start with the year"),
        (f"ana 8841 {ANSWERS} 20-11-2026", "30 answers for 20 questions"),
        (f"ana 8841 {ANSWERS} chat y", "21 answers for 20 questions"),
        (f"ana 8841 {ANSWERS} 32 nov", "There is no day 32 nov"),
        (f"ana 8841 {ANSWERS} yesterdy chat", "Yesterdy is not a date"),
        (f"ana 8841 {ANSWERS} fri mon", "two days"),
        (f"ana 8841 {ANSWERS} eom", "Eom is in the future"),
        (f'ana 8841 {ANSWERS} "read the order', 'The note that "read opens is not closed'),
        (f'ana 8841 {ANSWERS} read the order"', 'The note that order" ends has no quote before'),
    ],
)
def test_what_cannot_be_read_is_one_sentence(scored: Command, words: str, sentence: str) -> None:
    found = scored("score", words)
    check_one_sentence(found, found.code, sentence)
    assert found.code in (1, 2, 4)


@pytest.mark.parametrize(
    ("words", "day", "channel"),
    [
        ("3 nov chat", "2026-11-03", ", channel chat"), ("nov 3", "2026-11-03", ""),
        ("web chat 3 november 2026", "2026-11-03", ", channel web chat"),
        ("today phone", "2026-11-23", ", channel phone"),
        ("-3d", "2026-11-20", ""),
    ],
)  # fmt: skip
def test_the_day_and_the_channel_stand_behind_the_answers(
    scored: Command, words: str, day: str, channel: str
) -> None:
    done = scored("score", f"ana 8841 {ANSWERS} {words}")
    assert done.out == f"Scored Ana López, contact 8841, {day}{channel}: 87.1 points\n"


def test_the_number_of_a_contact_may_look_like_a_day(scored: Command) -> None:
    done = scored("score", f"ana lópez 2026-11-03 {ANSWERS}")
    assert done.out.startswith("Scored Ana López, contact 2026-11-03, 2026-11-23: ")


def test_a_sheet_is_listed_with_the_version_to_come(scored: Command, tmp_path: Path) -> None:
    assert "20 questions since 2026-06-01, for" in scored("sheet", "list").out
    shown = scored("sheet", "show", "call").out
    first = shown.index("[[sheet.version]]")
    more = shown[first:].replace("2026-06-01", "2026-12-01")
    (tmp_path / "next.toml").write_text(f"{shown}\n{more}")
    assert scored("sheet", "load", str(tmp_path / "next.toml")).code == 0
    listed = scored("sheet", "list").out
    assert "20 questions since 2026-06-01, then 20 questions from 2026-12-01" in listed
    same = scored("sheet", "diff", str(tmp_path / "next.toml"))
    assert (same.out, same.err.count("nothing differs")) == ("", 1)


def test_the_same_contact_again_is_refused_unless_meant(scored: Command) -> None:
    assert scored("score", f"ana 8841 {ANSWERS}").code == 0
    again = scored("score", f"ana 8841 {ANSWERS}")
    assert again.code == 3
    assert "scored contact 8841 of Ana López already (2026-11-23: 87.1 points)" in again.err
    assert "--again" in again.err
    assert scored("score", f"ana 8841 {ANSWERS}", "--again").code == 0


def test_who_scored_it_is_someone_known(scored: Command) -> None:
    found = scored("score", f"ana 8841 {ANSWERS}", "--by", "zzz")
    check_one_sentence(found, 4, "No person or account is called “zzz”")
    assert scored("score", f"ana 8841 {ANSWERS}", "--by", "bo").code == 0
    assert json.loads(scored("evaluations", "ana", "--json").out)[0]["evaluator"] == "[red]Bo[/]"


def test_json_says_score_and_what_failed(scored: Command) -> None:
    found = json.loads(scored("score", "--json", "ana 8841 yyn04y4y44y40yyyn4y4").out)
    assert (found["score"], found["failed"], found["reference"]) == (0, ["identity"], "8841")


def test_a_sheet_goes_out_and_comes_in_again_unchanged(scored: Command, tmp_path: Path) -> None:
    shown = scored("sheet", "show", "call").out
    (tmp_path / "again.toml").write_text(shown)
    assert scored("sheet", "load", str(tmp_path / "again.toml")).out == ""
    assert scored("sheet", "diff", str(tmp_path / "again.toml")).out == ""
    data = tomllib.loads(shown)
    assert len(data["sheet"][0]["version"][0]["section"]) == 5
    (tmp_path / "again.toml").write_text(shown.replace("Tone and pace", "Tone"))
    assert '+text = "Tone"' in scored("sheet", "diff", str(tmp_path / "again.toml")).out


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("weight = 4", "weight = 0", "weight: must be above 0, not 0"),
        (
            'kind = "count of"\n',
            'kind = "maybe"\n',
            "question “Let the caller finish”, kind: must be “yes/no”, “1-5” or “count of”",
        ),
        ('text = "Tone and pace"\n', "", "question “tone”, text: is missing; add it"),
        ('key = "tone"\n', "", "question “Tone and pace”, key: is missing; add it"),
        (
            "starts_on = 2026-11-23",
            'starts_on = "soon"',
            "starts_on: must be a day like 2026-11-03",
        ),
        ("weight = 4.0", 'weight = "four"', "weight: must be a number"),
        ("critical = true", 'critical = "very"', "critical: must be true or false"),
        ("limit = 4", "limit = 40", "limit: must be 9 or less, not 40"),
        ('key = "name"', 'key = "greeting"', "two questions have the key “greeting”"),
        ("limit = 4\n", "", "a limit belongs to a question of the kind “count of”"),
        ('metric = "Quality of communication"', 'metric = "aht"', "is not a mean of which higher"),
        ('metric = "Quality of communication"', 'metric = "Qualty"', "there is no metric “Qualty”"),
        ("critical = true", "critcal = true", "there is no such key"),
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused_with_its_line(
    scored: Command, tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    shown = scored("sheet", "show", "--shipped", "call").out.replace('"call"', '"other"')
    shown = shown.replace('"A call"', '"Another call"')
    (tmp_path / "wrong.toml").write_text(shown.replace(old, new, 1))
    done = scored("sheet", "load", str(tmp_path / "wrong.toml"))
    check_one_sentence(done, 4, sentence)


def test_a_code_that_another_sheet_has_is_told(scored: Command, tmp_path: Path) -> None:
    shown = scored("sheet", "show", "--shipped", "call").out.replace('"A call"', '"A call back"')
    starts = next(line for line in shown.splitlines() if line.startswith("starts_on"))
    (tmp_path / "other.toml").write_text(shown.replace(starts, "starts_on = 2026-11-20"))
    done = scored("sheet", "load", str(tmp_path / "other.toml"))
    check_one_sentence(done, 3, "the code “call” belongs to the call sheet “A call”")
