"""Every command: what it answers, in words and for programs, and its exit code."""

import json
import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from kpitui.paths import samples
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import TODAY, record_weekly

NHS = samples() / "nhs111"
NHS_CSV = NHS / "nhs111_2015-16_provider_monthly.csv"


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The small plan with weekly readings, named by the environment, on the day after the last."""
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day + 1, 12, tzinfo=UTC)):
        yield database.path


def test_init_makes_a_private_file_and_refuses_an_existing_one(
    kpitui: Command, tmp_path: Path
) -> None:
    path = tmp_path / "new.db"
    made = kpitui("--db", path, "init", "--mission", "Answer every call")
    assert (made.code, made.out) == (0, "")
    assert str(path) in made.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert 'statement = "Answer every call"' in kpitui("--db", path, "plan", "show").out
    before = path.read_bytes()
    check_one_sentence(kpitui("init", "--db", path), 4, "already")
    assert path.read_bytes() == before


def test_the_phone_line_of_england_comes_in_by_its_profile(kpitui: Command, tmp_path: Path) -> None:
    db = tmp_path / "nhs.db"
    assert kpitui("--db", db, "init").code == 0
    first = kpitui("--db", db, "import", NHS_CSV, "--profile", NHS / "profile.toml", "--json")
    assert first.code == 0, first.err
    assert first.data["added"] == first.data["read"] == 2136
    assert len(first.data["new_metrics"]) == 4
    assert len(first.data["new_teams"]) > 40
    again = kpitui("--db", db, "import", NHS_CSV, "--profile", NHS / "profile.toml", "--json").data
    assert (again["added"], again["unchanged"], again["rejected"]) == (0, 2136, [])
    assert kpitui("--db", db, "plan", "load", NHS / "plan.toml").code == 0
    answered = kpitui("--db", db, "chart", "answered60", "--as-of", "2016-03-31", "--json").data
    march = answered["periods"][-1]
    assert (march["period"], round(march["value"], 1)) == ("2016-03", 70.7)
    year = answered["periods"]
    assert len(year) == 12
    ratio = sum(one["numerator"] for one in year) / sum(one["denominator"] for one in year)
    assert round(100 * ratio, 2) == 87.81
    status = {
        one["metric"]: one
        for one in kpitui("--db", db, "status", "--as-of", "2016-03-31", "--json").data
    }
    assert round(status["answered60"]["value"], 1) == 70.7
    assert status["answered60"]["period"] == "2016-03"


STATUS_KEYS = {
    "id", "kpi", "metric", "strategy", "priority", "owner", "status", "value", "period", "baseline",
    "target", "expected", "progress", "direction", "unit", "last_reading_on", "signal", "sparkline",
}  # fmt: skip


def test_status_gives_a_line_a_kpi_in_words_and_for_programs(kpitui: Command, db: Path) -> None:
    words = kpitui("status", "--as-of", "2026-11-23")
    assert words.code == 0
    assert re.search(
        r"✓ on track +Customer satisfaction +\d\d\.\d% +≥ 85.0% .*2026-W\d\d", words.out
    )
    assert (
        "Improve the customer experience › Grow brand loyalty › Make every customer glad they "
        "called" in words.out
    )
    (kpi,) = kpitui("status", "--as-of", "2026-11-23", "--json").data
    assert set(kpi) >= STATUS_KEYS
    assert (kpi["kpi"], kpi["baseline"], kpi["target"]) == ("Customer satisfaction", 70.0, 85.0)
    past = kpitui("status", "--as-of", "2025-12-31")
    assert (past.code, past.out) == (1, "")


def test_chart_gives_a_picture_its_words_and_numbers(kpitui: Command, db: Path) -> None:
    words = kpitui("chart", "csat", "--as-of", "2026-11-23")
    assert "target 85.0%" in words.out
    assert "routine variation" in words.out
    assert "\x1b" not in words.out
    data = kpitui("chart", "csat", "--as-of", "2026-11-23", "--json").data
    keys = {
        "metric",
        "unit",
        "direction",
        "subject",
        "by",
        "periods",
        "segments",
        "reset_proposed",
        "events",
        "signals",
        "target",
        "target_low",
        "target_high",
        "words",
    }
    assert set(data) == keys
    assert set(data["periods"][0]) == {
        "period",
        "first",
        "last",
        "value",
        "n",
        "numerator",
        "denominator",
        "unweighted",
        "left_out",
        "partial",
        "partial_because",
        "lower",
        "upper",
    }
    assert (data["metric"], data["by"], data["periods"][-1]["period"]) == (
        "Customer satisfaction",
        "week",
        "2026-W48",
    )
    assert (
        len(
            kpitui("chart", "csat", "--last", "5", "--as-of", "2026-11-23", "--json").data[
                "periods"
            ]
        )
        == 5
    )
    assert (
        kpitui("chart", "csat", "--by", "month", "--as-of", "2026-11-23", "--json").data["by"]
        == "month"
    )
    assert (
        kpitui("chart", "csat", "--team", "North", "--as-of", "2026-11-23", "--json").data[
            "subject"
        ]
        == "North"
    )
    check_one_sentence(kpitui("chart", "csat", "--person", "[red]Bo[/]"), 1, "[red]Bo[/]")
    check_one_sentence(kpitui("chart", "csat", "--team", "North", "--person", "Ana"), 2)


def test_chart_gives_the_target_of_the_newest_period_for_programs(
    kpitui: Command, db: Path, tmp_path: Path
) -> None:
    def target(metric: str, *more: str, as_of: str = "2026-11-23") -> object:
        said = kpitui("chart", metric, *more, "--as-of", as_of, "--json").data
        band = said["target_low"], said["target_high"]
        return said["target"] if None in band else band

    assert target("csat") == 85.0
    newer = tmp_path / "newer.toml"
    newer.write_text(
        """
        [[priority]]
        title = "Grow brand loyalty"
        [[priority.strategy]]
        title = "Improve the customer experience"
        [[priority.strategy.kpi]]
        metric = "csat"
        [[priority.strategy.kpi.target]]
        level = 88
        """,
        "utf-8",
    )
    assert kpitui("plan", "load", newer).code == 0
    assert (target("csat", as_of="2026-11-15"), target("csat", as_of="2027-01-15")) == (85.0, 88.0)
    assert kpitui("log", "--yes", "aht 5:40 organisation 2026-11-20").code == 0
    assert target("aht") == (300.0, 390.0)
    assert target("csat", "--team", "North") is None, "the target is that of all together"


def test_log_says_what_it_understood_and_the_chart_moves(kpitui: Command, db: Path) -> None:
    said = kpitui("log", "csat 92 ana 2026-11-20; aht 6:40 ana 2026-11-20")
    assert said.err == (
        "Customer satisfaction: 92.0% is unusual for Ana López: usually 74.7% to 89.3%, from 23 "
        "weeks; recorded anyway.\n"
    )
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "recorded Customer satisfaction 92.0% for Ana López on Fri 2026-11-20",
        "recorded Average handle time 6:40 for Ana López on Fri 2026-11-20",
    ]
    week = kpitui("chart", "csat", "--as-of", "2026-11-22", "--json").data["periods"][-1]
    assert (week["period"], week["n"]) == ("2026-W47", 2)
    told = kpitui("log", "--json", "adherence 45/50 ana").data
    assert set(told[0]) == {
        "id", "metric", "subject", "date", "value", "n", "numerator", "denominator", "note",
        "replaced", "voided",
    }  # fmt: skip
    assert (told[0]["numerator"], told[0]["denominator"], told[0]["value"]) == (45.0, 50.0, None)


def test_log_takes_a_ratio_as_its_value_and_says_what_it_has_no_parts_of(
    kpitui: Command, db: Path
) -> None:
    said = kpitui("log", "adherence 92 ana 2026-11-17; adherence 95.2% n=480 ana 2026-11-18")
    assert said.out.splitlines() == [
        "recorded Adherence to schedule 92.0% (without parts) for Ana López on Tue 2026-11-17",
        "recorded Adherence to schedule 95.2% (n=480) for Ana López on Wed 2026-11-18",
    ]
    assert [one.partition("  by")[0] for one in kpitui("readings", "adherence").out.splitlines()][
        :2
    ] == ["2026-11-18  95.2% n=480  Ana López", "2026-11-17  92.0%  Ana López"]
    found = kpitui("chart", "adherence", "--json").data
    (week,) = (one for one in found["periods"] if one["period"] == "2026-W47")
    assert (week["value"], week["n"], week["left_out"], week["unweighted"]) == (95.2, 480, 1, 0)
    assert found["words"][-1].startswith("1 reading without parts is left out of ")


def test_what_is_not_recognised_ends_in_one_full_stop(kpitui: Command, db: Path) -> None:
    told = kpitui("log", "csat 92 nobody")
    assert told.code == 4
    assert "put notes in quotes." in told.err
    assert ".." not in told.err


def test_a_group_of_commands_alone_prints_its_help_in_lines(kpitui: Command) -> None:
    told = kpitui("plan")
    assert (told.code, told.out) == (2, "")
    assert "Usage: kpitui plan [OPTIONS] COMMAND [ARGS]...\n" in told.err
    assert "\n  diff " in told.err


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("cast 92 ana", 4, "cast"),
        ("csat ninety ana", 4, "ninety"),
        ("csat 92 ana 2099-01-01", 4, "future"),
        ("csat 1e308 ana --yes", 4, "1e308"),
        ("csat nan ana", 4, "nan"),
        ("adherence 9/0 ana", 4, "0"),
        ("csat 412 ana", 4, "--yes"),
        (";", 2, "Type what to record"),
    ],
)
def test_what_log_does_not_understand_is_one_sentence_and_records_nothing(
    kpitui: Command, db: Path, words: str, code: int, sentence: str
) -> None:
    before = kpitui("export").out
    check_one_sentence(kpitui("log", *words.split(" --")[0:1]), code, sentence)
    assert kpitui("export").out == before


def test_plan_text_can_be_shown_changed_and_loaded(
    kpitui: Command, db: Path, tmp_path: Path
) -> None:
    text = kpitui("plan", "show").out
    file = tmp_path / "plan.toml"
    file.write_text(text.replace("Grow brand loyalty", "Grow loyalty"), "utf-8")
    would = kpitui("plan", "load", file, "--dry-run")
    assert "Grow loyalty" in would.out
    assert kpitui("plan", "show").out == text
    assert kpitui("plan", "load", file, "--json").data["done"]
    assert "Grow loyalty" in kpitui("plan", "show").out
    again = kpitui("plan", "load", file)
    assert (again.code, again.out) == (0, "")
    assert set(kpitui("plan", "show", "--json").data) >= {
        "mission",
        "metric",
        "team",
        "person",
        "priority",
    }


def test_readings_go_out_and_come_in_again(kpitui: Command, db: Path, tmp_path: Path) -> None:
    out = tmp_path / "readings.csv"
    assert kpitui("export", "readings", "-o", out).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_bytes().decode() == kpitui("export").out
    check_one_sentence(kpitui("export", "-o", out), 4, "already there")
    assert len(json.loads(kpitui("export", "--format", "json").out)) == 24
    again = kpitui("import", out, "--json").data
    assert (again["added"], again["unchanged"]) == (0, 24)


def test_rejected_lines_are_named_and_the_exit_code_says_so(
    kpitui: Command, db: Path, tmp_path: Path
) -> None:
    file, rejects = tmp_path / "in.csv", tmp_path / "rejects.csv"
    file.write_text(
        "metric,person,date,value\ncsat,Ana López,2026-11-03,91\nnps,Ana López,2026-11-02,40\n"
        "csat,Ana López,2999-01-01,90\ncsat,Noah Body,2026-11-02,90\n",
        "utf-8",
    )
    strict = kpitui("import", file, "--strict", "--json")
    assert (strict.code, strict.data["added"]) == (4, 0)
    dry = kpitui("import", file, "--dry-run", "--json").data
    assert (dry["added"], [one["line"] for one in dry["rejected"]]) == (1, [3, 4, 5])
    done = kpitui("import", file, "--rejects", rejects)
    assert done.code == 4
    assert "1 added" in done.out
    assert "line 3" in done.err
    assert rejects.read_text("utf-8").count("\n") == 4


def test_doctor_is_content_and_finds_what_is_wrong(kpitui: Command, db: Path) -> None:
    well = kpitui("doctor", "--json")
    assert well.code == 0, well.out
    assert set(well.data) == {
        "file",
        "schema",
        "ok",
        "findings",
        "notes",
        "changes",
        "seal",
        "sessions",
        "upgrade",
    }
    db.chmod(0o666)
    ill = kpitui("doctor")
    assert ill.code == 1
    assert "- " in ill.out
    db.chmod(0o644)
    one = kpitui("doctor").out.splitlines()
    assert (one[0].endswith(", 1 issue"), one[1][:2]) == (True, "- "), one
    db.chmod(0o600)
    assert kpitui("doctor", "--rebuild").code == 0


def test_paths_names_every_file(kpitui: Command, db: Path) -> None:
    data = kpitui("paths", "--json").data
    assert data["database"] == str(db)
    assert Path(data["styles"]).is_dir()
    assert Path(data["samples"]).is_dir()
    assert "config.toml" in kpitui("paths").out


def test_demo_without_a_terminal_keeps_the_copy_that_was_wanted(
    kpitui: Command, tmp_path: Path
) -> None:
    done = kpitui("demo", "--keep", tmp_path / "d.db")
    assert (done.code, (tmp_path / "d.db").exists()) == (0, True)
    assert f"The copy is kept as {tmp_path / 'd.db'}" in done.err


def test_demo_for_programs_makes_a_copy_and_says_where(kpitui: Command, tmp_path: Path) -> None:
    path = Path(kpitui("demo", "--json", "--keep", tmp_path / "d.db").data["path"])
    assert path == tmp_path / "d.db"
    assert kpitui("--db", path, "status").code == 0
    check_one_sentence(kpitui("demo", "--json", "--sample", "nope"), 2, "nope")
    for taken in (path, "/", ""):
        check_one_sentence(kpitui("demo", "--json", "--keep", taken), 4, "already")


@pytest.mark.parametrize(
    "command", [["status"], ["doctor"], ["plan", "show"], ["log", "csat 1"], ["export"]]
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    kpitui: Command, tmp_path: Path, command: list[str]
) -> None:
    missing, folder, foreign = tmp_path / "no.db", tmp_path / "folder.db", tmp_path / "foreign.db"
    folder.mkdir()
    foreign.write_text("not a database, but some text that is long enough " * 40, "utf-8")
    fifo = tmp_path / "fifo.db"
    os.mkfifo(fifo)
    for path in (missing, folder, foreign, fifo):
        check_one_sentence(kpitui("--db", path, *command), 4, path.name)
    assert not missing.exists()


@pytest.mark.parametrize(
    "command",
    [
        ["import", "FILE"],
        ["plan", "load", "FILE"],
        ["import", str(NHS_CSV), "--profile", "FILE"],
    ],
)
def test_a_text_file_that_cannot_be_read_is_one_sentence(
    kpitui: Command, db: Path, tmp_path: Path, command: list[str]
) -> None:
    binary, empty = tmp_path / "binary", tmp_path / "empty"
    binary.write_bytes(b"\x93NUMPY\x01\x00\xff\xfe" * 100)
    empty.touch()
    for path in (tmp_path / "no.csv", tmp_path, binary, Path("/dev/null")):
        check_one_sentence(
            kpitui(*[str(path) if word == "FILE" else word for word in command]), 4, path.name
        )


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["status", "--nonsense"],
        ["chart"],
        ["chart", "csat", "--by", "decade"],
        ["status", "--as-of", "x"],
    ],
)
def test_wrong_usage_ends_with_2(kpitui: Command, db: Path, arguments: list[str]) -> None:
    answer = kpitui(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert "Traceback" not in answer.err


def test_an_unknown_metric_is_named_with_its_nearest(kpitui: Command, db: Path) -> None:
    check_one_sentence(kpitui("chart", "csta"), 1, "csta", "csat")


def test_a_name_can_be_anything_and_does_nothing(kpitui: Command, db: Path, tmp_path: Path) -> None:
    names = [
        "[/]",
        "=1+1",
        "'; DROP TABLE readings; --",
        "顧客満足",
        "a\\b",
        "--help",
        "$HOME `id`",
    ]
    file = tmp_path / "in.csv"
    lines = [f'"csat","{name}",2026-11-02,90' for name in names]
    file.write_text("\n".join(["metric,person,date,value", *lines, ""]), "utf-8")
    done = kpitui("import", file, "--create", "--json")
    assert (done.code, sorted(done.data["new_people"])) == (0, sorted(names))
    for name in names:
        data = kpitui("chart", "csat", f"--person={name}", "--as-of", "2026-11-23", "--json").data
        assert data["subject"] == name


def test_settings_that_are_wrong_are_named(kpitui: Command, db: Path) -> None:
    config = Path(kpitui("paths", "--json").data["config"])
    config.parent.mkdir(parents=True)
    config.write_text("theme = 3\n", "utf-8")
    check_one_sentence(kpitui("status"), 4, "theme")


def test_no_screen_without_a_terminal(kpitui: Command, db: Path) -> None:
    for arguments in ([], ["open"], ["demo"]):
        check_one_sentence(kpitui(*arguments), 2, "terminal")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("statsu", "There is no command statsu; did you mean status? See: kpitui --help"),
        ("xyzzy", "There is no command xyzzy. See: kpitui --help"),
        ("brief helen", "unexpected extra argument (helen)"),
        ("status --as-off x", "? See: kpitui status --help"),
        ("undo xyz", "'xyz' is not a valid integer. See: kpitui undo --help"),
    ],
)
def test_wrong_usage_is_one_sentence_that_says_where_to_look(
    kpitui: Command, words: str, said: str
) -> None:
    check_one_sentence(kpitui(*words.split()), 2, said)


def test_the_help_answers_whatever_the_settings_say(
    kpitui: Command, database: DatabaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "kpitui").mkdir()
    (tmp_path / "kpitui" / "config.toml").write_text("decimal_coma = true\n", "utf-8")
    check_one_sentence(
        kpitui("--db", database.path, "status"),
        4,
        "decimal_coma",
        "there is no such name; did you mean decimal_comma?",
    )
    helped = kpitui("help", "settings")
    assert helped.code == 0
    assert "did you mean decimal_comma?" in helped.err
    assert "decimal_comma = false" in helped.out


def test_every_command_has_its_help(kpitui: Command) -> None:
    help_text = kpitui("--help").out
    commands = re.findall(r"^  ([a-z]+)  ", help_text.split("Commands:")[1], re.MULTILINE)
    assert {*commands} == {
        "init", "demo", "open", "plan", "history", "undo", "redo", "import", "log", "coach",
        "event", "away", "people", "status", "due", "expect", "seen", "done", "answer",
        "board", "brief", "chart", "differ", "effect", "person", "report", "check", "export",
        "access", "gate", "backup", "restore", "doctor", "keys", "paths",
        "show", "team", "readings", "reviews", "rules", "help", "completion", "man", "guard",
        "score", "sheet", "calibrate", "evaluations", "dispute", "decide", "review", "decisions",
        "rhythm", "session",
    }  # fmt: skip
    for command in commands:
        assert "Usage: " in kpitui(command, "--help").out
