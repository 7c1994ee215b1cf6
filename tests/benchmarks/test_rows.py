"""Rows of the benchmark in their smallest form: each gives every figure that its table asks for."""

import math
from functools import partial
from pathlib import Path

import pytest

from tests.benchmarks import openings, scope, shared
from tests.benchmarks.comparison import Comparison, Figures
from tests.benchmarks.keys import first_paint
from tests.benchmarks.place import Place
from tests.benchmarks.starts import BARE_SCREENS, HELLO, memory
from tests.gate.server import SSHD
from tests.patience import LONG


def require_all(one: Comparison, ours: Figures, bare: Figures) -> None:
    for row in one.rows:
        assert math.isfinite(ours[row.figure])
        assert ours[row.figure] > 0, row.what
        assert row.most is None or bare[row.figure] > 0, row.what


@pytest.mark.benchmark
def test_every_screen_is_opened_twice(tmp_path: Path) -> None:
    place = Place(tmp_path)
    of_ours, floor = openings.comparisons(place)
    assert of_ours.bare is not None
    ours, bare = of_ours.ours(), of_ours.bare()
    require_all(of_ours, ours, bare)
    if LONG:
        assert floor.bare is not None
        require_all(floor, floor.ours(), floor.bare())
    # What is not styled and read again costs less; bytes are counted, and not timed.
    again = sum(ours[f"again {name} bytes"] for name in openings.NAMES)
    assert again < 9 * 12_000


@pytest.mark.benchmark
def test_memory_of_a_bare_program_with_nine_screens(tmp_path: Path) -> None:
    place = Place(tmp_path)
    found = memory(partial(place.bare, "screens"), BARE_SCREENS[-1][1], BARE_SCREENS, many=1)
    one = memory(partial(place.bare, "hello"), HELLO, many=1)
    assert found["stage 1"] > found["stage 0"] > 0.9 * one["stage 0"] > 0


@pytest.mark.benchmark
def test_a_bare_board_has_as_many_tiles_as_asked_for(tmp_path: Path) -> None:
    place = Place(tmp_path)
    found = first_paint(
        partial(place.bare, "board", "60", size=(200, 75)), "tile 39", " ", "chart 39"
    )
    assert found["first"] > 0
    assert found["step bytes"] > 0


@pytest.mark.skipif(not LONG, reason="a file of five thousand people; KPITUI_LONG=1 makes it")
@pytest.mark.benchmark
def test_check_by_scope_is_asked_by_each_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "SMALL", 100)
    for comparison in scope.comparisons(Place(tmp_path)):
        assert comparison.bare is not None
        require_all(comparison, comparison.ours(), comparison.bare())


@pytest.mark.benchmark
def test_the_way_in_is_timed_over_ssh(tmp_path: Path) -> None:
    if not Path(SSHD).exists():
        pytest.skip("there is no sshd on this machine; .ci/run installs it where it may")
    found = {comparison.name: comparison for comparison in shared.comparisons(Place(tmp_path))}
    to_plan = found["login"]
    assert to_plan.bare is not None
    require_all(to_plan, to_plan.ours(), to_plan.bare())
    assert found["login floor"].ours()["in"] > 0
