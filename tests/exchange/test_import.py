"""Readings from CSV as people save them: what goes in, what is rejected and why, and that nothing
goes in twice.
"""

import csv
import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kpitui.actions.corrections import correct_reading
from kpitui.actions.import_readings import import_readings
from kpitui.actions.import_report import ImportReport
from kpitui.actions.plan import close_month
from kpitui.actions.readings import record
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import Actor
from kpitui.domain.errors import BadFile, KpituiError, Refused, WrongUsage
from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_rows import ImportRow
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.exchange.rejects import rejects_file
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from kpitui.storage.summaries import wrong_summaries
from kpitui.views.export import readings_for_export
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.readings import load_readings
from tests.bring_in import bring_in
from tests.conftest import LEADER, TODAY
from tests.storage.test_hash_chain import tamper


def bring(
    database: DatabaseFile, folder: Path, content: str | bytes, **options: Any
) -> ImportReport:
    file = folder / "in.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return bring_in(database, LEADER, file, today=TODAY, **options)


def kept(database: DatabaseFile) -> list[tuple[object, ...]]:
    return [
        (row["metric"], row["person"], row["team"], row["date"], row["value"], row["n"])
        for row in readings_for_export(database)
    ]


ANA = ("Customer satisfaction", "Ana López", "North", "2026-11-02", 91.5, 12)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_come_in_as_programs_save_them(
    database: DatabaseFile, tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    lines = ["metric,person,date,value,n", "csat,Ana López,2026-11-02,91.5,12", ""]
    content = end.join(lines).replace(",", delimiter).encode(encoding)
    bring(database, tmp_path, content, encoding="latin-1" if encoding == "latin-1" else None)
    assert kept(database) == [ANA]


@pytest.mark.parametrize(
    ("metric", "value", "number"),
    [
        ("csat", "91,5", 91.5),
        ("csat", "91.5%", 91.5),
        ("csat", " 91.5 ", 91.5),
        ("aht", "6:30", 390.0),
        ("aht", "0:06:30", 390.0),
        ("aht", "390", 390.0),
        ("CSAT", "90", 90.0),
        ("customer  SATISFACTION", "90", 90.0),
    ],
)
def test_numbers_as_people_write_them(
    database: DatabaseFile, tmp_path: Path, metric: str, value: str, number: float
) -> None:
    report = bring(
        database, tmp_path, f'metric,team,date,value\n{metric},North,2026-11-02,"{value}"\n'
    )
    assert report.rejected == []
    assert [row[4] for row in kept(database)] == [number]


@pytest.mark.parametrize("create", [False, True])
def test_a_name_without_its_accents_is_the_person_and_that_is_said(
    database: DatabaseFile, tmp_path: Path, create: bool
) -> None:
    content = "metric,person,date,value\ncsat,ANA LOPEZ,2026-11-02,90\n"
    report = bring(database, tmp_path, content, create=create)
    assert (report.added, report.new_people) == (1, [])
    assert report.said == ["“ANA LOPEZ” was taken for Ana López."]
    assert [row[1] for row in kept(database)] == ["Ana López"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("csat,Ana López,2026-11-02,abc", "abc"),
        ("csat,Ana López,2026-11-02,1e308", "1e308"),
        ("csat,Ana López,2026-11-02,0:03:25", "length of time"),
        ("csat,Ana López,2026-11-02,TRUE", "yes or no is no value of Customer"),
        ("csat,Ana López,2026-11-24,90", "future"),
        ("csat,Ana López,2026-02-30,90", "2026-02-30"),
        ("csat,Ana López,yesterday,90", "not a date"),
        ("csat,Ana López,2026-12,90", "not over"),
        ("csat,Ana López,2023-12-31,90", "started on 2024-01-01"),
        ("nps,Ana López,2026-11-02,90", "no metric “nps”"),
        ("csta,Ana López,2026-11-02,90", "no metric “csta”; did you mean csat? define it"),
        ("csat,Dana,2026-11-02,90", "no person “Dana”"),
        ("csat,López,2026-11-02,90", "did you mean Ana López?"),
        ("csat,Ana López,2026-11-02", "ends before the column value"),
        ("csat,Ana López,2026-11-02,90,more", "5 cells"),
        (f"{'x' * 200},Ana López,2026-11-02,90", "longer than"),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_the_others_go_in(
    database: DatabaseFile, tmp_path: Path, line: str, reason: str
) -> None:
    content = (
        f"metric,person,date,value\ncsat,Ana López,2026-11-03,80\n{line}\ncsat,Ana "
        "López,2026-11-04,81\n"
    )
    report = bring(database, tmp_path, content)
    assert (report.read, report.added) == (3, 2)
    (rejected,) = report.rejected
    assert rejected.line == 3
    assert reason in rejected.reason


def test_of_many_names_that_are_not_there_the_first_are_compared_with_all_others(
    database: DatabaseFile, tmp_path: Path
) -> None:
    """A foreign file holds thousands, and each one is compared with every name there is."""
    lines = [f"csta{'x' * place},Ana López,2026-11-02,90" for place in range(30)]
    content = "\n".join(["metric,person,date,value", "csat,Ana López,2026-11-03,80", *lines, ""])
    reasons = [rejected.reason for rejected in bring(database, tmp_path, content).rejected]
    assert len(reasons) == 30
    assert "did you mean csat?" in reasons[0]
    late = "metric,person,date,value\ncsat,Ana López,2026-11-04,80\n" + "\n".join(
        [*(f"zz{place},Ana López,2026-11-02,90" for place in range(30)), lines[0], ""]
    )
    report = bring(database, tmp_path, late)
    assert not any("did you mean" in rejected.reason for rejected in report.rejected)


@pytest.mark.parametrize("cell", ["", "n/a", "nan", "inf", "-", "#DIV/0!"])
def test_a_cell_without_a_value_is_counted_and_is_no_reject(
    database: DatabaseFile, tmp_path: Path, cell: str
) -> None:
    content = f"metric,team,date,value\ncsat,North,2026-11-02,{cell}\ncsat,North,2026-11-03,80\n"
    report = bring(database, tmp_path, content)
    assert (report.read, report.added, report.rejected) == (1, 1, [])
    assert [(value.line, value.column, value.text) for value in report.no_value] == [
        (2, "value", cell)
    ]


@pytest.mark.parametrize(
    ("line", "asked", "answers"),
    [
        ("csat,North,01/02/2026,90", Asked.DATES, ImportAnswers(dates="dmy")),
        ('nps,North,2026-11-02,"1,234"', Asked.DECIMAL, ImportAnswers(decimal="comma")),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_and_nothing_comes_in(
    database: DatabaseFile, tmp_path: Path, line: str, asked: Asked, answers: ImportAnswers
) -> None:
    content = f"metric,team,date,value\ncsat,North,2026-11-03,80\n{line}\n"
    report = bring(database, tmp_path, content, create=True)
    assert [question.asked for question in report.questions] == [asked]
    assert (report.added, kept(database)) == (0, [])
    assert bring(database, tmp_path, content, create=True, answers=answers).added == 2


def test_a_day_first_date_is_read_once_it_is_said(database: DatabaseFile, tmp_path: Path) -> None:
    content = "metric,team,date,value\ncsat,North,01/02/2026,90\n"
    bring(database, tmp_path, content, answers=ImportAnswers(dates="dmy"))
    bring(database, tmp_path, content, answers=ImportAnswers(dates="mdy"))
    assert [row[3] for row in kept(database)] == ["2026-02-01", "2026-01-02"]


def test_a_month_is_its_last_day(database: DatabaseFile, tmp_path: Path) -> None:
    bring(database, tmp_path, "metric,team,date,value\ncsat,North,2026-02,90\n")
    assert [row[3] for row in kept(database)] == ["2026-02-28"]


def test_the_same_file_twice_adds_nothing(database: DatabaseFile, tmp_path: Path) -> None:
    content = (
        "metric,person,date,value,n,numerator,denominator,id\ncsat,Ana López,2026-11-02,91,3,,,a1\n"
        "csat,Ana López,2026-11-02,92,,,,a2\nadherence,Ana López,2026-11-02,,,45,50,\n"
    )
    assert bring(database, tmp_path, content).added == 3
    again = bring(database, tmp_path, content)
    assert (again.added, again.unchanged, again.rejected) == (0, 3, [])
    assert len(kept(database)) == 3


def test_two_values_for_one_day_are_told_apart_by_an_id_only(
    database: DatabaseFile, tmp_path: Path
) -> None:
    twice = "metric,person,date,value\ncsat,Ana López,2026-11-02,91\ncsat,Ana López,2026-11-02,92\n"
    report = bring(database, tmp_path, twice)
    assert (report.added, [question.asked for question in report.questions]) == (0, [Asked.ADD_UP])
    bring(database, tmp_path, twice.rpartition("csat")[0])
    other = bring(database, tmp_path, "metric,person,date,value\ncsat,Ana López,2026-11-02,93\n")
    assert (other.added, "another value" in other.rejected[0].reason) == (0, True)


def test_strict_takes_all_or_nothing_and_a_dry_run_nothing(
    database: DatabaseFile, tmp_path: Path
) -> None:
    content = (
        "metric,person,date,value\ncsat,New Person,2026-11-02,91\ncsat,New Person,2026-11-02,abc\n"
    )
    strict = bring(database, tmp_path, content, create=True, strict=True)
    assert (strict.added, len(strict.rejected), strict.new_people) == (0, 1, [])
    dry = bring(database, tmp_path, content, create=True, dry_run=True)
    assert (dry.added, dry.new_people) == (1, ["New Person"])
    assert kept(database) == []
    assert bring(database, tmp_path, content, create=True).new_people == ["New Person"]
    assert len(kept(database)) == 1


def test_rejects_are_a_file_that_says_what_to_fix(database: DatabaseFile, tmp_path: Path) -> None:
    rejects, content = (
        tmp_path / "rejects.csv",
        "metric,date,value\nnps,2026-11-02,=1\ncsat,2026-11-02,90\n",
    )
    with rejects_file(rejects) as on_reject:
        bring(database, tmp_path, content, on_reject=on_reject)
    assert rejects.stat().st_mode & 0o777 == 0o600
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [one["line"] for one in found] == ["2"]
    with pytest.raises(BadFile, match="already there"), rejects_file(rejects):
        pass
    with rejects_file(tmp_path / "none.csv") as on_reject:
        bring(database, tmp_path, "metric,date,value\ncsat,2026-11-02,90\n", on_reject=on_reject)
    assert not (tmp_path / "none.csv").exists()
    with pytest.raises(BadFile, match="empty"), rejects_file(tmp_path / "failed.csv") as on_reject:
        bring(database, tmp_path, "", on_reject=on_reject)
    assert not (tmp_path / "failed.csv").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"name,when\nx,y\n", "no column of line 1 holds numbers"),
        (b"metric,date\ncsat,2026-11-02\n", "no column of line 1 holds numbers"),
        (b"metric,date,value,value\n", "twice"),
        (b"metric,date,value\ncsat,2026-11-02,9\xff0\n", "--encoding"),
        (b"metric,person,date,value\ncsat,\x8eR\x93c,2026-11-02,90\n", "--encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_nothing_goes_in(
    database: DatabaseFile, tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(BadFile) as told:
        bring(database, tmp_path, content)
    assert words in told.value.sentence
    assert "\n" not in told.value.sentence
    assert kept(database) == []


def test_what_is_no_file_is_one_sentence(database: DatabaseFile, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for place in (
        tmp_path / "no.csv",
        tmp_path,
        tmp_path / "fifo",
        Path("/dev/null"),
        Path("a\0b"),
    ):
        with pytest.raises(KpituiError) as told:
            bring_in(database, LEADER, place, today=TODAY)
        assert told.value.exit_code == 4
        assert told.value.sentence.count("\n") == 0


def test_an_encoding_that_does_not_exist_is_wrong_usage(
    database: DatabaseFile, tmp_path: Path
) -> None:
    with pytest.raises(WrongUsage, match="utf-9"):
        bring(database, tmp_path, "metric,date,value\n", encoding="utf-9")


PROFILE = """
date = "Month"
date_covers = "month"
team = "Desk"
create = true

[[metric]]
name = "Calls answered in time"
code = "sl"
unit = "%"
direction = "higher"
aggregation = "ratio"
cadence = "monthly"
numerator = "In time"
denominator = "Answered"

[[metric]]
name = "Handle time"
code = "handle"
unit = "m:ss"
direction = "within"
aggregation = "mean"
cadence = "monthly"
value = "Handle"
n = "Answered"
"""


def test_a_wide_file_comes_in_by_its_profile(empty: DatabaseFile, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(PROFILE, "utf-8")
    content = (
        "Month,Desk,In "
        "time,Answered,Handle,Remark\n2026-09,Orders,80,100,5:30,\n2026-09,Returns,,50,6:00,late\n"
    )
    report = bring(empty, tmp_path, content, profile=tmp_path / "p.toml")
    assert (report.added, report.new_metrics, report.new_teams) == (
        3,
        ["Calls answered in time", "Handle time"],
        ["Orders", "Returns"],
    )
    assert ("Handle time", None, "Orders", "2026-09-30", 330.0, 100) in kept(empty)
    assert bring(empty, tmp_path, content, profile=tmp_path / "p.toml").added == 0


def test_a_metric_that_the_profile_defines_is_not_one_that_only_looks_like_it(
    database: DatabaseFile, tmp_path: Path
) -> None:
    content = "Month,Desk,In time,Answered,Handle\n2026-09,North,80,100,5:30\n"
    profile = PROFILE.replace("create = true", "")
    for name, added in (("Handle time", 2), ("Hándle tíme", 1)):
        other = profile.replace("Handle time", name).replace('"handle"', f'"{name[:3]}"')
        (tmp_path / "p.toml").write_text(other, "utf-8")
        report = bring(database, tmp_path, content, profile=tmp_path / "p.toml")
        assert (report.added, report.new_metrics[-1:]) == (added, [name])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('date = "Month"', 'date = "When"', "no column “When”"),
        ('n = "Answered"', 'n = "Nobody"', "no column “Nobody”"),
        ('date = "Month"', "", "date"),
        ('unit = "%"', 'unti = "%"', "unti"),
        ('direction = "higher"', 'direction = "up"', "direction"),
        ('numerator = "In time"', "", "value column"),
        ("create = true", "create = [", "not TOML"),
    ],
)
def test_a_wrong_profile_is_one_sentence(
    empty: DatabaseFile, tmp_path: Path, old: str, new: str, words: str
) -> None:
    (tmp_path / "p.toml").write_text(PROFILE.replace(old, new), "utf-8")
    with pytest.raises(BadFile) as told:
        bring(empty, tmp_path, "Month,Desk,In time,Answered,Handle\n", profile=tmp_path / "p.toml")
    assert words in told.value.sentence
    assert "\n" not in told.value.sentence


def test_today_is_not_the_future(database: DatabaseFile, tmp_path: Path) -> None:
    report = bring(database, tmp_path, f"metric,team,date,value\ncsat,North,{TODAY},90\n")
    assert (report.added, kept(database)[0][3]) == (1, date.isoformat(TODAY))


def test_an_import_is_taken_back_as_one_change_unless_something_of_it_was_fixed(
    database: DatabaseFile, tmp_path: Path
) -> None:
    lines = "".join(f"csat,ana,2026-10-{day:02},80\n" for day in range(1, 29))
    content = f"metric,person,date,value\n{lines}"
    assert bring(database, tmp_path, content).added == 28
    imported = load_history(database, HistoryQuestion(words="import"))[0].change_id
    old = load_readings(database, 1, SubjectFilter())[0].recorded
    new = replace(old.draft, value=81.0)
    correct_reading(database, LEADER, old, new, today=TODAY)
    with pytest.raises(Refused, match="corrected since"):
        undo(database, LEADER, imported)
    undo(database, LEADER)
    undo(database, LEADER, imported)
    assert kept(database) == []
    assert bring(database, tmp_path, content).added == 28


def lines_while(change: Callable[[], object], count: int = 1) -> Iterator[ImportRow]:
    """Readings of Ana, as if something was done while the file was being read."""
    for place in range(count):
        yield ImportRow(
            line=place + 2, metric="csat", date=date(2026, 11, 2 + place), person="ana", value=90.0
        )
    change()


def bring_while(
    database: DatabaseFile, change: Callable[[], object], **options: Any
) -> ImportReport:
    return import_readings(
        database, LEADER, lines_while(change, 2), metrics={}, today=TODAY, **options
    )


def test_an_import_of_a_time_when_its_readings_were_not_noted_is_taken_back(
    database: DatabaseFile, tmp_path: Path
) -> None:
    bring(database, tmp_path, "metric,person,date,value\ncsat,ana,2026-10-01,80\n")
    tamper(
        database,
        "UPDATE changes SET after = json_remove(after, '$.first', '$.last') WHERE kind = 'bulk'",
    )
    undo(database, LEADER)
    assert kept(database) == []


def test_what_others_record_while_a_file_is_read_goes_in_once(database: DatabaseFile) -> None:
    same = ReadingDraft(metric_id=1, person_id=1, date=date(2026, 11, 2), value=90.0)
    report = bring_while(database, lambda: record(database, LEADER, [same], today=TODAY))
    assert (report.added, report.unchanged, report.rejected) == (1, 1, [])
    other = replace(same, value=10.0)
    report = bring_while(database, lambda: record(database, LEADER, [other], today=TODAY))
    assert (report.added, report.unchanged, report.rejected) == (0, 2, [])
    assert [row[4] for row in kept(database)] == [90.0, 90.0, 10.0]


def test_a_month_closed_while_a_file_is_read_is_closed_to_it(database: DatabaseFile) -> None:
    close = partial(close_month, database, LEADER, "2026-11", today=date(2026, 12, 1))
    strict = bring_while(database, close, strict=True)
    assert (strict.added, strict.rejected_count) == (0, 2)
    assert "locked" in strict.rejected[0].reason
    assert bring_while(database, lambda: None, why="late figures").added == 2


def test_what_a_locked_month_holds_already_is_no_change_of_it(
    database: DatabaseFile, tmp_path: Path
) -> None:
    content = "metric,person,date,value\ncsat,ana,2026-10-01,80\ncsat,ana,2026-11-02,90\n"
    bring(database, tmp_path, content)
    close_month(database, LEADER, "2026-10", today=TODAY)
    again = bring(database, tmp_path, content)
    assert (again.added, again.unchanged, again.rejected_count) == (0, 2, 0)
    more = bring(database, tmp_path, content + "csat,ana,2026-10-08,81\ncsat,ana,2026-11-03,9\n")
    assert (more.added, more.unchanged, more.rejected_count) == (1, 2, 1)
    assert "2026-10 is locked" in more.rejected[0].reason
    other = bring(
        database, tmp_path, content.replace("80", "70"), answers=ImportAnswers(update=True)
    )
    assert "2026-10 is locked" in other.rejected[0].reason


def test_two_imports_at_once_make_a_person_once(database: DatabaseFile) -> None:
    def line() -> ImportRow:
        return ImportRow(line=2, metric="csat", date=date(2026, 11, 2), person="Zoe", value=90.0)

    def with_another() -> Iterator[ImportRow]:
        yield line()
        import_readings(database, LEADER, [line()], metrics={}, create=True, today=TODAY)

    report = import_readings(database, LEADER, with_another(), metrics={}, create=True, today=TODAY)
    assert (report.added, report.unchanged, report.new_people) == (0, 1, [])
    assert [row[1] for row in kept(database)] == ["Zoe"]


def test_others_save_while_a_file_is_read(database: DatabaseFile) -> None:
    ids = []
    mine = ReadingDraft(metric_id=1, person_id=2, date=date(2026, 11, 2), value=70.0)
    bring_while(database, lambda: ids.append(record(database, LEADER, [mine], today=TODAY)))
    assert ids == [(1,)]
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_an_import_undone_leaves_what_others_recorded_on_its_days(
    database: DatabaseFile, tmp_path: Path
) -> None:
    others = [
        ReadingDraft(metric_id=1, team_id=1, date=date(2026, 11, 2), value=70.0),
        ReadingDraft(metric_id=1, person_id=2, date=date(2026, 11, 3), value=71.0),
    ]
    record(database, LEADER, others, today=TODAY)
    bring(
        database,
        tmp_path,
        "metric,person,date,value\naht,ana,2026-11-02,3600\ncsat,ana,2026-11-03,3\n",
    )
    undo(database, LEADER)
    assert [row[4] for row in kept(database)] == [70.0, 71.0]
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_typographic_signs_of_a_file_mean_the_plain_ones(
    database: DatabaseFile, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text(
        "Metric;Date;Person;Value;n\ncsat;２０２６－１１－０３;Ana\u00a0López;９２,５\u00a0%;１２\n"
        "csat;2026\u201111\u201104;ana;–;\naht;2026-11-05;ana;５：３０;\ngrowth;2026-11-06;ana;–4,5;\n",
        "utf-8",
    )
    report = bring_in(database, LEADER, tmp_path / "in.csv", today=TODAY, create=True)
    assert (report.rejected, [value.line for value in report.no_value]) == ([], [3])
    with reading(database) as db:
        found = [
            tuple(row.values())
            for row in rows(db, "SELECT date, value, n FROM readings ORDER BY date")
        ]
    assert found == [
        ("2026-11-03", 92.5, 12),
        ("2026-11-05", 330.0, None),
        ("2026-11-06", -4.5, None),
    ]


def test_an_import_redone_brings_back_its_own_readings_only(
    database: DatabaseFile, tmp_path: Path
) -> None:
    def mistake(day: int) -> None:
        mia = Actor("mia")
        draft = ReadingDraft(metric_id=1, person_id=1, date=date(2026, 11, day), value=8)
        record(database, mia, [draft], today=TODAY)
        undo(database, mia)

    mistake(9)
    bring(database, tmp_path, "metric,person,date,value\ncsat,ana,2026-11-02,80\n")
    mistake(10)
    before = kept(database)
    undo(database, LEADER)
    assert kept(database) == []
    redo(database, LEADER)
    assert kept(database) == before
    assert len(before) == 1


def test_an_import_undone_is_redone_in_one_step(database: DatabaseFile, tmp_path: Path) -> None:
    bring(
        database,
        tmp_path,
        "metric,person,date,value\ncsat,ana,2026-11-02,81\ncsat,Zoe,2026-11-03,83\n",
        create=True,
    )
    brought = kept(database)
    for _ in range(2):
        undo(database, LEADER)
        assert kept(database) == []
        redo(database, LEADER)
        assert kept(database) == brought
        with reading(database) as db:
            assert wrong_summaries(db) == 0


def test_an_import_that_was_brought_again_since_is_not_redone(
    database: DatabaseFile, tmp_path: Path
) -> None:
    content = "metric,person,date,value,id\ncsat,ana,2026-11-02,81,r1\n"
    bring(database, tmp_path, content)
    undo(database, LEADER)
    undone = load_history(database, HistoryQuestion(limit=1))[0].change_id
    bring(database, tmp_path, content)
    with pytest.raises(Refused, match="imported again since"):
        redo(database, LEADER, undone)
