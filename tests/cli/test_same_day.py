"""A day that has a reading already, options that are none, and long lines, on the command line."""

from pathlib import Path
from time import process_time

import pytest

from kpitui.actions.plan import close_month
from kpitui.storage.database import DatabaseFile
from kpitui.views.coaching import load_sessions_of
from tests.cli.conftest import Answer, Command, check_one_sentence
from tests.conftest import LEADER, TODAY


@pytest.fixture(autouse=True)
def _db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))


def values(kpitui: Command, metric: str = "csat") -> list[float | None]:
    found: Answer = kpitui("readings", metric, "--json")
    return (
        [one["value"] for one in found.data if not one["voided"]][::-1] if found.code == 0 else []
    )


def test_a_second_value_of_a_day_is_recorded_only_with_a_word_what_becomes_of_the_first(
    kpitui: Command,
) -> None:
    assert kpitui("log", "csat 80 n=12 ana 2026-11-20 'calm'").code == 0
    for words in (
        "csat 92 ana 2026-11-20",
        "aht 5:40 ana 2026-11-20; csat 92",
        "ana csat 92 aht 5:40 2026-11-20",
    ):
        refused = kpitui("log", words)
        check_one_sentence(
            refused, 4, "Ana López already has Customer satisfaction 80.0% on 2026-11-20",
            "--replace", "--add", "Nothing was saved",
        )  # fmt: skip
    assert (values(kpitui), values(kpitui, "aht")) == ([80.0], [])
    assert (
        kpitui(
            "log",
            "csat 92 ana 2026-11-19; csat 92 2026-11-20 organisation; csat 92 2026-11-20 north",
        ).code
        == 0
    )
    check_one_sentence(kpitui("log", "csat 92 ana 2026-11-20", "--replace", "--add"), 2, "not both")


def test_a_name_left_out_makes_no_figure_of_everyone(kpitui: Command) -> None:
    assert kpitui("log", "csat 80 2026-11-19").code == 0, "nothing tells that it is of people"
    kpitui("log", "aht 5:30 ana 2026-11-19; adherence 80 north")
    for words, of in (
        ("aht 5:40", "people"),
        ("csat 81; aht 5:40; csat 80 ana", "people"),
        ("adherence 80 yesterday", "teams"),
    ):
        refused = kpitui("log", words)
        check_one_sentence(
            refused, 4, "whose", f"recorded for {of}", "add a name, or the word organisation",
            "Nothing was saved",
        )  # fmt: skip
    assert (values(kpitui), values(kpitui, "aht")) == ([80.0], [330.0])
    assert kpitui("log", "csat 81; ana csat 82; aht 5:40").code == 0, "the one before it says whose"
    assert kpitui("log", "organisation aht 6:00").code == 0
    assert kpitui("log", "aht 6:10 yesterday").code == 0, "it is recorded for everyone too by now"
    assert values(kpitui, "aht") == [330.0, 370.0, 340.0, 360.0]


def test_replacing_corrects_the_reading_and_keeps_what_is_not_typed(kpitui: Command) -> None:
    kpitui("log", "csat 80 n=12 ana 2026-11-20 'calm'")
    said = kpitui("log", "--replace", "csat 92 ana 2026-11-20; aht 5:40")
    assert said.out.splitlines() == [
        (
            "changed Customer satisfaction 80.0% → 92.0% (n=12, note kept) for Ana López on Fri "
            "2026-11-20"
        ),
        "recorded Average handle time 5:40 for Ana López on Fri 2026-11-20",
    ]
    assert values(kpitui) == [92.0]
    assert "value: 80% → 92%" in kpitui("history").out
    assert kpitui("undo").code == 0
    assert (values(kpitui), values(kpitui, "aht")) == ([80.0], [])


def test_replacing_parts_by_a_value_alone_says_that_they_go(kpitui: Command) -> None:
    kpitui("log", "sched 464/480 ana 2026-11-20 'calm'")
    said = kpitui("log", "--replace", "sched 95 ana 2026-11-20").out
    assert "96.7% → 95.0% (464/480 dropped; note kept) for Ana López" in said
    kpitui("log", "--replace", "sched 470/480 ana 2026-11-20")
    for words in ("sched 465/480 ana 2026-11-20", "sched 95 n=500 ana 2026-11-20"):
        assert "dropped" not in kpitui("log", "--replace", words).out
    assert "(475/500 dropped" in kpitui("log", "--replace", "sched 95 ana 2026-11-20").out


def test_replacing_several_readings_of_a_day_leaves_one(kpitui: Command) -> None:
    kpitui("log", "csat 80 ana 2026-11-20")
    kpitui("log", "--add", "csat 84 ana 2026-11-20")
    refused = kpitui("log", "csat 92 ana 2026-11-20")
    check_one_sentence(
        refused, 4, "already has Customer satisfaction 80.0% and 84.0% on 2026-11-20"
    )
    told = kpitui("log", "--json", "--replace", "csat 92 ana 2026-11-20").data
    assert [(one["id"], one["value"], one["replaced"], one["voided"]) for one in told] == [
        (2, 92.0, True, [1])
    ]
    assert values(kpitui) == [92.0]
    assert kpitui("undo").code == 0
    assert values(kpitui) == [80.0, 84.0]


def test_adding_keeps_both(kpitui: Command) -> None:
    kpitui("log", "csat 80 ana 2026-11-20")
    told = kpitui("log", "csat 92 ana 2026-11-20", "--add", "--json").data
    assert [(one["id"], one["replaced"], one["voided"]) for one in told] == [(2, False, [])]
    assert values(kpitui) == [80.0, 92.0]


def test_a_line_with_two_values_of_one_day_is_asked_about_too(kpitui: Command) -> None:
    line = "csat 80 ana 2026-11-20; csat 92"
    twice = "Customer satisfaction for Ana López on 2026-11-20 is entered twice"
    check_one_sentence(kpitui("log", line), 4, twice, "--replace")
    assert len(kpitui("log", line, "--add", "--json").data) == 2
    assert kpitui("undo").code == 0
    assert [one["value"] for one in kpitui("log", line, "--replace", "--json").data] == [92.0]
    assert values(kpitui) == [92.0]


def test_what_does_not_apply_stands_too(kpitui: Command) -> None:
    kpitui("log", "csat - ana 2026-11-20")
    check_one_sentence(
        kpitui("log", "csat 92 ana 2026-11-20"), 4, "Customer satisfaction not applicable on"
    )
    assert "not applicable → 92.0%" in kpitui("log", "csat 92 ana 2026-11-20", "--replace").out


def test_a_closed_month_asks_for_the_reason_of_a_replacement(
    kpitui: Command, database: DatabaseFile
) -> None:
    kpitui("log", "csat 80 ana 2026-10-20")
    close_month(database, LEADER, "2026-10", TODAY)
    check_one_sentence(kpitui("log", "--replace", "csat 92 ana 2026-10-20"), 3, "--why")
    assert kpitui("log", "--replace", "csat 92 ana 2026-10-20", "--why", "typo").code == 0
    assert values(kpitui) == [92.0]


def test_a_session_asks_the_same_of_its_readings(kpitui: Command, database: DatabaseFile) -> None:
    kpitui("log", "csat 80 n=12 ana 2026-11-20")
    line = "ana role-play csat 92 2026-11-20"
    check_one_sentence(
        kpitui("coach", line), 4, "already has Customer satisfaction 80.0%", "--replace", "--add"
    )
    assert kpitui("coach", line, "--replace", "--json").data["readings"] == [1]
    assert values(kpitui) == [92.0]
    (session,) = load_sessions_of(database, 1)
    assert [cell.value for _, cell in session.readings] == [92.0]
    assert kpitui("undo").code == 0
    assert values(kpitui) == [80.0]
    assert kpitui("coach", line, "--add").code == 0
    assert values(kpitui) == [80.0, 92.0]


@pytest.mark.parametrize("command", ["log", "coach"])
@pytest.mark.parametrize(
    "option", ["--replcae", "--nonsense", "-n", "-x", "--yes-please", "--add=1"]
)
def test_an_option_that_is_none_is_an_error_and_no_word(
    kpitui: Command, command: str, option: str
) -> None:
    words = "ana review csat 80 2026-11-20" if command == "coach" else "csat 80 ana 2026-11-20"
    for arguments in ([option, words], [*words.split(), option]):
        check_one_sentence(kpitui(command, *arguments), 2, option.partition("=")[0])
    assert values(kpitui) == []


def test_a_slip_in_an_option_names_the_one_that_was_meant(kpitui: Command) -> None:
    check_one_sentence(kpitui("log", "csat", "80", "ana", "--replcae"), 2, "--replace")


def test_numbers_below_0_steps_back_and_a_lone_dash_are_words(kpitui: Command) -> None:
    assert kpitui("log", "csat", "-", "ana", "-3d", "--json").data[0]["value"] is None
    told = kpitui("log", "--yes", "aht", "-5", "ana", "-4d", "--json").data
    assert told[0]["value"] == -5.0
    assert kpitui("log", "--yes", "aht", "-6:30", "csat", "-5.5%", "ana", "-5d").code == 0
    assert kpitui("coach", "ana", "review", "aht", "-", "csat", "-5", "-6d", "--yes").code == 0


@pytest.mark.parametrize(
    "words", ["nonsense", "csat", "ana", "csat 92 ana;", "{", '""', "n=1", "a 1"]
)
@pytest.mark.parametrize("command", ["log", "coach"])
def test_thousands_of_words_are_refused_at_once(kpitui: Command, command: str, words: str) -> None:
    started = process_time()
    refused = kpitui(command, *[words] * 2400)
    assert process_time() - started < 1
    check_one_sentence(refused, 4, "Nothing was saved")
    assert len(refused.err) < 300


def test_a_day_that_the_calendar_has_not_is_refused_as_a_day(kpitui: Command) -> None:
    for day in ("31 feb", "feb 31", "30 feb 2026", "2026-02-30"):
        check_one_sentence(kpitui("log", f"csat 92 ana {day}"), 4, f"there is no day {day}")
        check_one_sentence(kpitui("coach", f"ana review {day}"), 4, f"there is no day {day}")
    check_one_sentence(kpitui("log", "csat 92 ana 31.4."), 4, "31.4. does not start with the year")


@pytest.mark.parametrize("number", ["9" * 30, str(2**63), str(2**64)])
def test_huge_numbers_end_in_a_sentence(kpitui: Command, number: str) -> None:
    kpitui("log", "csat 92 ana 2026-11-20")
    assert kpitui("history", "--limit", number).code == 0
    assert kpitui("history", "--limit", number, "--record", "csat").code in (0, 1)
    check_one_sentence(kpitui("undo", number), 1, "There is no")
    check_one_sentence(kpitui("undo", "--", f"-{number}"), 1, "There is no")


def test_a_very_long_first_line_and_a_very_long_path_end_in_a_sentence(
    kpitui: Command, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    for line in ("x" * 201, "x" * 200_000, _columns(80_000), "a,b\n" + "y" * 300_000):
        file.write_text(f"{line}\n", "utf-8")
        refused = kpitui("import", file)
        check_one_sentence(refused, 4, "in.csv")
        assert len(refused.err) < 600, len(refused.err)
    for path in ("y" * 256, str(tmp_path / ("z" * 3000))):
        check_one_sentence(kpitui("import", path), 4)
        check_one_sentence(kpitui("import", file, "--profile", path), 4)


def test_too_many_columns_are_refused_before_they_are_looked_at_one_by_one(
    kpitui: Command, tmp_path: Path
) -> None:
    """What is refused costs less than a file that is read, of a twentieth of its columns."""
    file = tmp_path / "in.csv"

    def seconds(columns: int) -> float:
        file.write_text(f"{_columns(columns)}\n", "utf-8")
        began = process_time()
        check_one_sentence(kpitui("import", file), 4, "in.csv")
        return process_time() - began

    seconds(10)  # what is imported at the first use is not counted
    read = min(seconds(4_000) for _ in range(3))
    refused = min(seconds(80_000) for _ in range(3))
    assert refused < read, (refused, read)


def _columns(count: int) -> str:
    return ",".join(f"c{place}" for place in range(count))


def test_of_many_readings_of_a_day_a_few_are_named(kpitui: Command) -> None:
    for value in (80, 81, 82, 83, 84):
        assert kpitui("log", f"csat {value} ana 2026-11-20", "--add").code == 0
    refused = kpitui("log", "csat 90 ana 2026-11-20")
    check_one_sentence(refused, 4, "Customer satisfaction 80.0%, 81.0% and 3 more on 2026-11-20")
