"""The benchmark in its smallest form: its numbers are judged by whether they can be, not by how
large they are.
"""

from pathlib import Path

import pytest

from kpitui.ui.backoff import is_busy
from tests.benchmarks import large_file, starts
from tests.benchmarks.__main__ import chosen, main, measured
from tests.benchmarks.comparison import Comparison, Figures, Line, Pairs, Row, table
from tests.benchmarks.keys import p95
from tests.benchmarks.place import Place


def pairs_of(row: Row, ours: list[float], bare: list[float]) -> Line:
    comparison = Comparison("made up", [row], dict, dict)
    runs = Pairs(comparison, [{"x": our} for our in ours], [{"x": one} for one in bare])
    return runs.lines()[0]


def test_the_ratio_is_the_median_of_the_ratios_of_the_pairs() -> None:
    line = pairs_of(Row("start", "x", most=1.35), [100, 400, 120], [100, 200, 100])
    assert (line.ours, line.bare, line.ratio, line.met) == (120, 100, 1.2, True)
    shown = table([line]).splitlines()[2]
    assert [cell.strip() for cell in shown.strip("|").split("|")] == [
        "start", "120.0 ms", "100.0 ms", "1.20", "<= 1.35 x", "yes",
    ]  # fmt: skip


def test_a_goal_can_be_a_figure_and_a_row_can_have_none() -> None:
    assert pairs_of(Row("bytes", "x", "bytes", most_of_ours=200), [201], []).met is False
    assert pairs_of(Row("readings", "x", "/s", least_of_ours=60_000), [60_000], []).met is True
    assert pairs_of(Row("told", "x"), [1], [2]).met is None


def test_a_word_that_nothing_has_is_one_sentence_with_the_words_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--only", "nonsense"])
    said = capsys.readouterr()
    assert (left.value.code, said.out, said.err.count("\n")) == (2, "", 1)
    with pytest.raises(SystemExit):
        main(["--help"])
    helped = " ".join(capsys.readouterr().out.split())
    for name in ("start and quit", "memory", "brief"):
        assert name in said.err
        assert name in helped
    assert "tests.benchmarks.large_file" in helped


def test_a_large_file_takes_no_place_of_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "there.db"
    there.write_bytes(b"mine")
    with pytest.raises(SystemExit) as left:
        large_file.main([str(there), "1"])
    said = capsys.readouterr().err
    assert (left.value.code, said.count("\n"), there.read_bytes()) == (4, 1, b"mine")
    assert str(there) in said


def test_the_worst_but_one_in_twenty() -> None:
    assert p95([float(place) for place in range(21)]) == 19


@pytest.mark.benchmark
def test_a_start_and_a_command_are_measured_beside_bare_programs(tmp_path: Path) -> None:
    place = Place(tmp_path)
    found: dict[str, Figures] = {}
    for runs in measured(chosen(place, ["quit", "brief"]), 1):
        lines = {line.row.what: line for line in runs.lines()}
        assert all(line.ratio is not None and line.ratio > 0 for line in lines.values())
        found |= {what: {"ours": line.ours, "bare": line.bare or 0} for what, line in lines.items()}
    start, brief = found["start to a usable Plan"], found["kpitui brief, whole process"]
    # A start takes time and so does SQL, and neither takes the patience of the harness.
    assert 50 < start["bare"] < 30_000
    assert 50 < start["ours"] < 30_000
    assert brief["bare"] > 5
    assert brief["bare"] < brief["ours"] or is_busy()


@pytest.mark.benchmark
def test_a_bare_session_at_rest_has_memory_and_sends_nothing(tmp_path: Path) -> None:
    opened = Place(tmp_path).bare("hello")
    try:
        opened.painted(starts.HELLO)
        opened.quiet()
        assert opened.read(0.5) == 0
        assert 5 < opened.own_megabytes < 200
        assert 0 < opened.cpu < 30
    finally:
        opened.close()
