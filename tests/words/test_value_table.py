"""The table of the values of a chart: what its columns are called, and what it says of a period."""

from msgspec.structs import replace

from kpitui.domain.clock import SERVER
from kpitui.domain.process_limits import process_limits
from kpitui.domain.records.metric import Aggregation
from kpitui.domain.writing import WRITING
from kpitui.words.spans import text_of
from kpitui.words.speech import Speech
from kpitui.words.value_table import value_lines
from tests.charts.test_limit_lines import chart
from tests.conftest import TODAY
from tests.domain.test_aggregation import metric

SPEECH = Speech(WRITING, SERVER, TODAY)
MOVED = [80.0, 81.0, 79.0, 80.0, 81.0, 79.0] * 3 + [95.0] * 8 + [60.0]


def test_a_period_has_a_remark_in_words_below_a_head() -> None:
    limits = process_limits(MOVED, baseline=(0, 18), unfinished_last=True)
    head, running, last, *_, first = map(text_of, value_lines(chart(limits), SPEECH))
    assert head.split() == [
        "period", "value", "sample", "target", "mean", "lower", "upper", "remark",
    ]  # fmt: skip
    assert running.endswith("  week so far")
    assert last.endswith("  run of 8; above limit")
    assert first.split()[-1].endswith("%"), "nothing is said of routine variation"
    assert head.index("remark") == last.index("run of 8"), "it stands below its head"


def test_the_sizes_of_calls_by_hours_are_hours() -> None:
    productivity = metric(Aggregation.RATIO, "calls/h")
    drawn = replace(chart(process_limits([7.0, 8.0])), metric=productivity)
    assert "  total h  " in text_of(value_lines(drawn, SPEECH)[0])


def test_a_run_is_as_long_as_it_is_where_its_last_weeks_alone_are_shown() -> None:
    limits = process_limits(MOVED, baseline=(0, 18))
    drawn = chart(limits.moved(-22, 5))
    *_, first = map(text_of, value_lines(drawn, SPEECH))
    assert first.endswith("  run of 8; above limit")
